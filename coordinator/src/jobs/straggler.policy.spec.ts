import { straggler, type Chunk } from './straggler.policy.js';

const chunk = (orderId: string, change: Partial<Chunk> = {}): Chunk => ({
  orderId,
  frames: 300,
  state: 'done',
  seconds: 10,
  doubled: false,
  ...change,
});
const done = [chunk('a'), chunk('b', { seconds: 9 }), chunk('c', { seconds: 14 })];
const slow = chunk('slow', { state: 'running', seconds: 21 });

test('a chunk that took more than twice the median is tried a second time', () =>
  expect(straggler([...done, slow], 1)).toBe('slow'));

test('of several the one that is furthest behind', () =>
  expect(straggler([...done, slow, chunk('slower', { state: 'running', seconds: 30 })], 1)).toBe('slower'));

test.each<[string, Chunk[], number]>([
  ['no slot is idle', [...done, slow], 0],
  ['another chunk waits for the slot', [...done, slow, chunk('next', { state: 'waiting', seconds: 0 })], 1],
  ['too few are done', [...done.slice(1), slow], 1],
  ['it is within twice the median', [...done, { ...slow, seconds: 20 }], 1],
  ['it is tried twice already', [...done, { ...slow, doubled: true }], 1],
  ['it is longer, not slower', [...done, { ...slow, frames: 600 }], 1],
  [
    'seconds are too few to matter',
    [0, 1, 2].map((n) => chunk(`${n}`, { seconds: 1 })).concat({ ...slow, seconds: 4 }),
    1,
  ],
])('not when %s', (_, chunks, idle) => expect(straggler(chunks, idle)).toBeUndefined());

test('a short chunk is measured by its frames', () =>
  expect(straggler([...done, chunk('last', { state: 'running', frames: 30, seconds: 6 })], 1)).toBe('last'));
