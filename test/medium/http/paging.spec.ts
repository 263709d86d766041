import { startTestCoordinator, type TestCoordinator } from '../../setup/coordinator.js';
import { adminOf } from '../auth/people.support.js';

jest.setTimeout(60_000);

let farm: TestCoordinator;
beforeAll(async () => {
  farm = await startTestCoordinator();
});
afterAll(() => farm.stop());

const TWICE = ['page=1&page=2', 'limit=1&limit=2'];
const LISTS = [
  'assets',
  'projects',
  'renditions',
  'team/audit',
  'team/members',
  'webhooks/deliveries',
  'workflows',
];

test.each(LISTS)('%s refuses a page or limit that is given twice, with a sentence', async (list) => {
  for (const query of TWICE) {
    const reply = await farm.call<{ error: string }>('GET', `/v1/${list}?${query}`);
    expect(reply.status).toBe(400);
    expect(reply.body.error).toMatch(/must be given once/);
  }
});

test.each(['workspaces', 'users', 'keys', 'join-tokens', 'audit'])('so does admin/%s', async (list) => {
  const admin = await adminOf(farm);
  for (const query of TWICE) {
    const reply = await admin<{ error: string }>('GET', `/${list}?${query}`);
    expect(reply.status).toBe(400);
    expect(reply.body.error).toMatch(/must be given once/);
  }
});
