import { eventually, FakeAgent } from '../../fakes/fake-agent.js';
import { startTestCoordinator, type TestCoordinator } from '../../setup/coordinator.js';
import { adminOf } from '../auth/people.support.js';

jest.setTimeout(25_000);

interface Letter {
  id: string;
  jobId: string;
  retriedAs: string | null;
}
interface Letters {
  total: number;
  deadLetters: Letter[];
}

/** What the farm gave up, over real sockets and the real API; and an attempt that stands still. */
describe('dead letters', () => {
  let farm: TestCoordinator;
  let admin: Awaited<ReturnType<typeof adminOf>>;
  let agent: FakeAgent;

  beforeAll(async () => {
    farm = await startTestCoordinator({
      env: { FRAMEFARM_LEASE_TTL: '1', FRAMEFARM_PROGRESS_TTL: '1', FRAMEFARM_MAX_ATTEMPTS: '1' },
    });
    admin = await adminOf(farm);
    agent = await FakeAgent.ready({ url: farm.url, joinToken: farm.joinToken });
  }, 60_000);
  afterAll(async () => {
    agent.drop();
    await farm.stop();
  });

  const submit = async (name: string, more: object = {}): Promise<string> => {
    const layers = [{ type: 'composition', width: 640, height: 360, sourceDuration: 1 }];
    const json = { videoJSON: { name, layers }, ...more };
    return (await farm.call<{ jobId: string }>('POST', '/v1/render', { json })).body.jobId;
  };
  const letters = async (query = '') => (await admin<Letters>('GET', `/dead-letters${query}`)).body;
  const orderOf = (jobId: string) =>
    eventually(`an offer of ${jobId}`, () => agent.offers.find((order) => order.jobId === jobId));
  const ended = (id: string, status: string) =>
    eventually(status, async () => {
      const job = (await farm.call<{ status: string }>('GET', `/v1/render/${id}`)).body;
      return job.status === status ? job : undefined;
    });

  test('are listed with their reason, and tried again once as a new job', async () => {
    const jobId = await submit('lost', { requires: [], prefers: ['studio'] });
    await agent.fail(await orderOf(jobId), 'source-not-found', 'Layer 2 (image): not found.');
    await submit('fine');
    const found = await letters('?code=source-not-found');
    expect(found).toMatchObject({
      total: 1,
      deadLetters: [
        {
          jobId,
          workspaceId: farm.credentials.workspaceId,
          kind: 'whole',
          name: 'lost',
          code: 'source-not-found',
          fault: 'user',
          message: 'Layer 2 (image): not found.',
          failures: 1,
          retriedAs: null,
        },
      ],
    });
    expect(await letters('?code=crashed')).toMatchObject({ total: 0, deadLetters: [] });
    const letter = found.deadLetters[0];
    const retried = await admin<{ jobId: string }>('POST', `/dead-letters/${letter?.id}/retry`);
    expect(retried).toMatchObject({ status: 201, body: { jobId: expect.not.stringMatching(jobId) } });
    const fine = await eventually('the other', () => agent.offers.find((order) => order.jobId !== jobId));
    await agent.finish(fine);
    await agent.finish(await orderOf(retried.body.jobId));
    expect(await ended(retried.body.jobId, 'completed')).toMatchObject({ status: 'completed' });
    expect(await ended(jobId, 'failed')).toMatchObject({ status: 'failed' });
    expect((await letters()).deadLetters[0]?.retriedAs).toBe(retried.body.jobId);
    const again = await admin('POST', `/dead-letters/${letter?.id}/retry`);
    expect([again.status, again.body.error]).toEqual([409, expect.stringContaining(retried.body.jobId)]);
  });

  test('what was not given up cannot be tried again', async () => {
    expect((await admin('POST', `/dead-letters/${agent.agentId}/retry`)).status).toBe(404);
    expect((await admin('GET', '/dead-letters?workspaceId=x')).status).toBe(400);
  });

  test('an attempt whose frames stand still is taken away, however its agent beats', async () => {
    const jobId = await submit('stuck');
    const order = await orderOf(jobId);
    const stop = await eventually('a stop', async () => {
      const ack = await agent.beat([{ order, percent: 7, framesDone: 4 }]);
      return ack.ok ? ack.stop[0] : undefined;
    });
    expect(stop).toEqual({ attemptId: order.attemptId, reason: 'lease-lost' });
    await ended(jobId, 'failed');
    expect((await letters('?code=timed-out')).deadLetters).toMatchObject([{ jobId }]);
  });

  test('one whose frames advance is left alone for longer than that', async () => {
    const jobId = await submit('slow');
    const order = await orderOf(jobId);
    const until = Date.now() + 2500;
    for (let framesDone = 1; Date.now() < until; framesDone++) {
      expect(await agent.beat([{ order, percent: 5, framesDone }])).toMatchObject({ stop: [] });
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    expect(await agent.finish(order)).toEqual({ ok: true, applied: true });
  });
});
