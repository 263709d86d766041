import { JobsService } from '../../../coordinator/src/jobs/index.js';
import { eventually, FakeAgent, refOf } from '../../fakes/fake-agent.js';
import { minimalScene } from '../../fakes/minimal-scene.js';
import { startTestCoordinator, type TestCoordinator } from '../../setup/coordinator.js';

jest.setTimeout(30_000);

describe('a coordinator that goes and comes back', () => {
  let first: TestCoordinator;
  let second: TestCoordinator;
  let agent: FakeAgent;

  beforeAll(async () => {
    first = await startTestCoordinator();
  });
  afterAll(async () => {
    agent.drop();
    await second.stop();
  });

  test('says bye, keeps every lease, applies the report it missed, and offers what waited', async () => {
    agent = await FakeAgent.ready({ url: first.url, joinToken: first.joinToken });
    const submit = (farm: TestCoordinator) =>
      farm.app.get(JobsService).submit(
        { workspaceId: farm.credentials.workspaceId },
        {
          work: { kind: 'render', scene: minimalScene() },
          document: {},
          name: 'film',
          dialect: 'ilve',
          origin: farm.url,
        },
      );
    const { job } = await submit(first);
    const { job: waiting } = await submit(first);
    const order = await agent.offer();
    await agent.beat([{ order, percent: 60 }]);
    const result = await agent.upload(order);
    await first.pause();
    await eventually('the line is closed', () => (agent.connected ? undefined : true));
    expect(agent.byes).toBe(1);

    second = await startTestCoordinator({ resume: first });
    const jobs = second.app.get(JobsService);
    const see = (id: string) => jobs.require(second.credentials.workspaceId, id);
    expect(await see(job.id)).toMatchObject({ state: 'rendering', progress: 60 });
    await agent.connect(second.url);
    expect(await agent.beat([{ order, percent: 70 }])).toMatchObject({ ok: false, code: 'say-hello' });
    expect(await agent.hello([refOf(order)])).toMatchObject({
      ok: true,
      running: [{ attemptId: order.attemptId, verdict: 'keep' }],
    });
    expect(await agent.done(order, result)).toEqual({ ok: true, applied: true });
    expect(await see(job.id)).toMatchObject({ state: 'completed', progress: 100 });
    expect((await agent.offer(1)).jobId).toBe(waiting.id);
  });
});
