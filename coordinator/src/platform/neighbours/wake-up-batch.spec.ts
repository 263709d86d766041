import { readWakeUps, WakeUpBatch, writeWakeUps, type WakeUp } from './wake-up-batch.js';

const changed = (jobId: string, progress: number): WakeUp => [
  'job.changed',
  { jobId, workspaceId: 'w', state: 'rendering', progress },
];
const waiting = (orderId: string): WakeUp => ['order.waiting', { jobId: 'j', orderId }];
const stop = (attemptId: string): WakeUp => [
  'order.cancel-requested',
  { jobId: 'j', orderId: 'o', attemptId, agentId: 'a' },
];

test('of a job the newest change is told, of waiting orders one, of cancellations each', () => {
  const batch = new WakeUpBatch();
  for (const event of [changed('a', 1), waiting('1'), changed('b', 5), stop('x'), changed('a', 2)])
    batch.add(event);
  for (const event of [waiting('2'), stop('y'), stop('y')]) batch.add(event);
  expect(batch.take()).toEqual([changed('b', 5), stop('x'), changed('a', 2), waiting('2'), stop('y')]);
  expect([batch.size, batch.take()]).toEqual([0, []]);
});

test('what was written is read by others, and not by oneself', () => {
  const text = writeWakeUps([changed('a', 1)], 'me');
  expect(readWakeUps(text, 'you')).toEqual([changed('a', 1)]);
  expect(readWakeUps(text, 'me')).toEqual([]);
});

test.each([
  'no json',
  'null',
  '{}',
  '{"from":"you","events":5}',
  '{"from":"you","events":[["job.finished",{}],["job.changed"],["job.changed",null],7]}',
])('%s wakes nobody', (text) => {
  expect(readWakeUps(text, 'me')).toEqual([]);
});
