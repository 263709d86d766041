import type { Attempt } from '../job.types.js';
import { fence, fenceReport, leaseEnd } from './lease.policy.js';
import { ATTEMPT_STATES, type AttemptState } from './work-order.state.js';

const attempt = (state: AttemptState): Attempt => ({
  id: 'a',
  orderId: 'o',
  jobId: 'j',
  workspaceId: 'w',
  agentId: 'me',
  engine: 'cpu',
  token: 2,
  state,
  leaseUntil: new Date(0),
  phase: null,
  percent: 0,
  framesDone: 0,
  framesTotal: 0,
  progressAt: new Date(0),
  uploadKeys: [],
  createdAt: new Date(0),
});
const ref = { attemptId: 'a', orderId: 'o', token: 2 };

describe('the fence', () => {
  test.each(ATTEMPT_STATES)('%s: holds only while leased', (state) => {
    const leased = state === 'offered' || state === 'running';
    expect(fence(attempt(state), ref, 'me')).toBe(leased ? 'holds' : 'lease-lost');
  });
  test('strangers, other orders and unknown attempts are told nothing', () => {
    expect(fence(undefined, ref, 'me')).toBe('unknown');
    expect(fence(attempt('running'), ref, 'somebody')).toBe('unknown');
    expect(fence(attempt('running'), { ...ref, orderId: 'x' }, 'me')).toBe('unknown');
  });
  test('an old token is refused even while the attempt runs', () => {
    expect(fence(attempt('running'), { ...ref, token: 1 }, 'me')).toBe('lease-lost');
    expect(fenceReport(attempt('done'), { ...ref, token: 1 }, 'me', 'done')).toBe('lease-lost');
  });
});

describe('reports that come again', () => {
  test.each([
    ['done', 'done', 'already'],
    ['failed', 'done', 'lease-lost'],
    ['cancelled', 'done', 'lease-lost'],
    ['refused', 'done', 'lease-lost'],
    ['failed', 'failed', 'already'],
    ['cancelled', 'failed', 'already'],
    ['done', 'failed', 'lease-lost'],
    ['running', 'done', 'holds'],
    ['offered', 'failed', 'holds'],
  ] as const)('attempt %s, report %s: %s', (state, kind, expected) => {
    expect(fenceReport(attempt(state), ref, 'me', kind)).toBe(expected);
  });
});

test('a lease ends one TTL from now', () => expect(leaseEnd(1000, 15_000)).toEqual(new Date(16_000)));
