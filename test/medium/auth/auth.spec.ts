import { startTestCoordinator, type TestCoordinator } from '../../setup/coordinator.js';

let farm: TestCoordinator;
beforeAll(async () => {
  farm = await startTestCoordinator({
    env: { FRAMEFARM_BOOTSTRAP_API_KEY: 'test-key', FRAMEFARM_BOOTSTRAP_TOKEN: 'test-token' },
  });
});
afterAll(() => farm.stop());

test('health needs nobody', async () => {
  const reply = await farm.call('GET', '/health', { as: 'nobody' });
  expect(reply).toMatchObject({ status: 200, body: { status: 'ok' } });
});
