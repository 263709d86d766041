import { budgetOf, pollLimit } from './rate-limit.policy.js';

const ID = '018f6b1e-7c00-7000-8000-000000000003';

test.each([
  ['GET', `/v1/render/${ID}`, 'poll'],
  ['GET', `/v1/render/${ID}/events`, 'poll'],
  ['GET', `/v1/render/${ID}/logs`, 'poll'],
  ['GET', `/v1/tools/jobs/${ID}/logs`, 'poll'],
  ['POST', `/v1/render/${ID}/refresh-url`, 'poll'],
  ['GET', `/v1/tools/jobs/${ID}`, 'poll'],
  ['GET', `/v1/workflows/runs/${ID}`, 'poll'],
  ['POST', '/v1/render', 'usual'],
  ['GET', '/v1/render', 'usual'],
  ['POST', `/v1/render/${ID}/cancel`, 'usual'],
  ['DELETE', `/v1/renditions/${ID}`, 'usual'],
  ['PUT', '/files/outputs/a/b.mp4', 'free'],
  ['PUT', `/v1/assets/${ID}/upload`, 'free'],
  ['PATCH', `/v1/assets/tus/${ID}`, 'free'],
  ['POST', '/v1/assets/tus', 'usual'],
  ['GET', '/health/detailed', 'free'],
  ['POST', '/health', 'usual'],
  ['OPTIONS', '/v1/render', 'free'],
] as const)('%s %s is of the budget "%s"', (method, path, budget) => {
  expect(budgetOf(method, path)).toBe(budget);
});

test('polls have room for two hundred clients that ask every two seconds, whatever the limit', () => {
  expect(pollLimit(1)).toBeGreaterThanOrEqual(200 * 30);
  expect(pollLimit(1000)).toBe(60_000);
});
