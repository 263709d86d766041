import { DataSource } from 'typeorm';
import { JobsService } from '../../../coordinator/src/jobs/index.js';
import { DeliverySender } from '../../../coordinator/src/webhooks/delivery-sender.service.js';
import { eventually, FakeAgent } from '../../fakes/fake-agent.js';
import { FakeReceiver } from '../../fakes/fake-receiver.js';
import { minimalScene } from '../../fakes/minimal-scene.js';
import { startTestCoordinator, type TestCoordinator } from '../../setup/coordinator.js';

jest.setTimeout(30_000);

const env = { FRAMEFARM_ALLOW_PRIVATE: '127.0.0.1' };

test('a coordinator that goes between the commit and the sending: one event for each receiver, none lost', async () => {
  const receiver = await FakeReceiver.open();
  const first = await startTestCoordinator({ env });
  const agent = await FakeAgent.ready({ url: first.url, joinToken: first.joinToken });
  let second: TestCoordinator | undefined;
  try {
    const subscription = await first.call('POST', '/v1/webhooks', { json: { url: receiver.url('/all') } });
    expect(subscription.status).toBe(201);
    // From here on nothing is sent, as after a kill.
    await first.app.get(DeliverySender).onApplicationShutdown();
    const { job } = await first.app.get(JobsService).submit(
      { workspaceId: first.credentials.workspaceId },
      {
        work: { kind: 'render', scene: minimalScene() },
        document: {},
        name: 'film',
        dialect: 'ilve',
        origin: first.url,
        webhookUrl: receiver.url('/own'),
      },
    );
    const order = await eventually('the offer', () => agent.offers.find((one) => one.jobId === job.id));
    await agent.finish(order);
    expect(await first.app.get(DataSource).query('SELECT state FROM webhook_deliveries')).toEqual([
      { state: 'pending' },
      { state: 'pending' },
    ]);
    await first.pause();
    expect(receiver.received).toEqual([]);

    second = await startTestCoordinator({ resume: first, env });
    await eventually('both are sent', async () => {
      const reply = await second?.call<{ total: number }>('GET', '/v1/webhooks/deliveries?state=delivered');
      return reply?.body.total === 2 ? true : undefined;
    });
    expect(receiver.received.map(({ path }) => path).sort()).toEqual(['/all', '/own']);
    expect(new Set(receiver.received.map(({ payload }) => payload.eventId)).size).toBe(1);
    expect(receiver.received[0]?.payload).toMatchObject({ id: job.id, event: 'render.completed' });
  } finally {
    agent.drop();
    await (second ?? first).stop();
    await receiver.close();
  }
});
