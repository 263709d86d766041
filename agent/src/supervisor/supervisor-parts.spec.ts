import type { Capabilities, WorkOrder } from '@farm/shared/wire';
import { ProgressMeter } from '../executor/progress.js';
import { failure, toFailure } from '../executor/failure.js';
import { firstLine } from './log-lines.js';
import { next, type AgentEvent, type AgentState } from './agent.state.js';
import { coresPerAttempt, hasRoom, planSlots } from './slots.js';

const capable = (...engines: ('cpu' | 'nvenc')[]): Capabilities => ({
  ffmpeg: { path: '', version: '', origin: 'system' },
  ffprobe: { path: '', version: '' },
  encoders: engines.map((engine) => ({ name: engine, codec: 'h264', engine, available: true })),
  filters: [],
  decoders: [],
  maxWidth: 1,
  maxHeight: 1,
});

describe('slots', () => {
  test.each([
    [1, 1],
    [8, 1],
    [16, 2],
    [64, 8],
  ])('%i cores make %i slots', (cores, count) =>
    expect(planSlots(capable('cpu'), { slots: 0, cores })).toEqual([
      { engine: 'cpu', count },
      { engine: 'io', count: 4 },
    ]),
  );
  test('hardware that encoded has slots of its own', () =>
    expect(planSlots(capable('cpu', 'nvenc'), { slots: 2, cores: 16 })).toEqual([
      { engine: 'cpu', count: 2 },
      { engine: 'nvenc', count: 3 },
      { engine: 'io', count: 4 },
    ]));
  test('the sessions of an encoder may be said', () =>
    expect(planSlots(capable('cpu', 'nvenc'), { slots: 1, hardwareSlots: 8, cores: 2 })).toContainEqual({
      engine: 'nvenc',
      count: 8,
    }));
  test('cores are shared among slots', () =>
    expect(coresPerAttempt([{ engine: 'cpu', count: 3 }], 8)).toBe(2));
  test('room is counted per engine', () => {
    const slots = [{ engine: 'cpu' as const, count: 1 }];
    expect(hasRoom(slots, [], 'cpu')).toBe(true);
    expect(hasRoom(slots, ['cpu'], 'cpu')).toBe(false);
    expect(hasRoom(slots, [], 'nvenc')).toBe(false);
  });
});

describe('A: the whole table', () => {
  const states: AgentState[] = ['starting', 'ready', 'draining', 'stopping'];
  const events: AgentEvent[] = ['welcomed', 'drain-asked', 'drain-ended', 'stop-asked'];
  const legal: Record<string, AgentState> = {
    'starting welcomed': 'ready',
    'starting drain-asked': 'draining',
    'starting stop-asked': 'stopping',
    'ready welcomed': 'ready',
    'ready drain-asked': 'draining',
    'ready stop-asked': 'stopping',
    'draining welcomed': 'draining',
    'draining drain-asked': 'draining',
    'draining drain-ended': 'ready',
    'draining stop-asked': 'stopping',
    'stopping stop-asked': 'stopping',
  };
  test.each(states.flatMap((state) => events.map((event) => [state, event] as const)))(
    '%s --%s-->',
    (state, event) =>
      expect(next(state, event)).toEqual(legal[`${state} ${event}`] ?? { refused: true, state, event }),
  );
});

test('progress never falls and never says 100', () => {
  const meter = new ProgressMeter();
  const said = [
    meter.at('preparing', 1),
    meter.at('rendering', 0.5, { done: 50, total: 100, fps: 30 }),
    meter.at('rendering', 0.2, { done: 20, total: 100 }),
    meter.at('verifying', 0),
    meter.at('uploading', 5),
  ];
  expect(said.map(({ percent }) => percent)).toEqual([10, 49, 49, 88, 99]);
  expect(said.map(({ framesDone }) => framesDone)).toEqual([0, 50, 50, 50, 50]);
});

test('a full disk is found at the bottom of the causes', () => {
  const deep = new Error('top', {
    cause: new Error('middle', { cause: Object.assign(new Error('x'), { code: 'ENOSPC' }) }),
  });
  expect(toFailure(deep).code).toBe('disk-full');
});
test('no secret reaches a failure', () =>
  expect(failure('internal', 'GET https://me:pw@host/x?sig=abc&a=1').message).toBe(
    'GET https://[hidden]@host/x?sig=[hidden]&a=1',
  ));

test.each([
  [{ kind: 'whole', engine: 'nvenc', scene: { name: 'News' } }, 'whole on nvenc: News'],
  [
    { kind: 'chunk', engine: 'cpu', scene: { name: 'News' }, range: { from: 60, to: 120 } },
    'chunk on cpu: News, frames 60 to 119',
  ],
  [{ kind: 'deliver', engine: 'io', file: { fileName: 'news.mp4' } }, 'deliver on io: news.mp4'],
  [{ kind: 'stitch', engine: 'io', name: 'News' }, 'stitch on io: News'],
])('the first line of a log: %j', (order, line) => expect(firstLine(order as WorkOrder)).toBe(line));
