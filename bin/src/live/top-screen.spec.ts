import type { LivePicture } from '@farm/shared/live';
import { plain, TerminalScreen } from './terminal-screen.js';
import { topScreen } from './top-screen.js';

const NOW = new Date('2026-01-01T12:00:00.000Z');
const at = '2026-01-01T11:58:30.000Z';
const EMPTY: LivePicture = {
  ...{ scope: { kind: 'farm' }, seq: 1, at, agents: [], queue: [] },
  ...{ jobs: [], attempts: [], orders: [], events: [] },
};
const order = (id: string, state: string, from: number) => ({
  ...{ id, state, jobId: 'j', workspaceId: 'w', kind: 'chunk', lane: 'render' },
  ...{ range: { from, to: from + 100 }, tries: 1, failures: 0, createdAt: at, finishedAt: null },
});
const BUSY: LivePicture = {
  ...EMPTY,
  agents: [
    {
      ...{ id: 'a', name: 'studio-1', presence: 'online', state: 'ready', drain: null, accepting: true },
      ...{ notAcceptingReason: null, version: '0.1.0', cores: 16, memoryBytes: 2 ** 35, labels: [], load: 3 },
      slots: [
        { engine: 'nvenc', count: 3, taken: 1 },
        { engine: 'io', count: 4, taken: 0 },
      ],
      gpus: [{ vendor: 'NVIDIA', model: 'RTX 4090' }],
      diskFreeBytes: 5e11,
      vitals: {
        ...{ cpuPercent: 41.6, memoryUsedBytes: 2 ** 33, memoryTotalBytes: 2 ** 35, cpuTemperature: 61.2 },
        gpus: [{ model: 'RTX 4090', utilisationPercent: 87, temperature: 70 }],
      },
    },
  ],
  queue: [
    {
      id: 'w/render',
      workspaceId: 'w',
      lane: 'render',
      waiting: 7,
      running: 1,
      jobs: 2,
      oldestWaitingAt: at,
    },
  ],
  jobs: [
    {
      ...{
        id: 'j',
        workspaceId: 'w',
        name: 'Trailer',
        kind: 'render',
        state: 'rendering',
        stage: 'rendering',
      },
      ...{ progress: 40, width: 1920, height: 1080, priority: 0, createdAt: at, startedAt: at },
    },
  ],
  attempts: [
    {
      ...{
        id: 't',
        jobId: 'j',
        orderId: 'o2',
        workspaceId: 'w',
        kind: 'chunk',
        engine: 'nvenc',
        agentId: 'a',
      },
      ...{
        state: 'running',
        phase: 'rendering',
        percent: 50,
        framesDone: 50,
        framesTotal: 100,
        startedAt: at,
      },
      ...{ fps: 12.5, etaSeconds: 185 },
    },
  ],
  orders: [
    order('o3', 'waiting', 200),
    order('o1', 'done', 0),
    order('o2', 'running', 100),
    order('o4', 'cancelled', 100),
    { ...order('o5', 'waiting', 0), kind: 'audio', range: null },
  ],
  events: [
    { id: 'e', at, kind: 'job.started', name: 'Trailer', jobId: 'j', workspaceId: 'w', agentId: null },
  ],
};

const rowOf = (lines: string[], heading: string): string => lines[lines.indexOf(heading) + 2] ?? '';

test('an idle farm is one line', () => {
  expect(topScreen(EMPTY, NOW)).toEqual([
    'farm · 0 of 0 agents online · 0 running · 0 renders and 0 transfers wait · 12:00:00',
  ]);
});

test('a busy one: machines, what runs, pieces in the order of the film, events', () => {
  const lines = topScreen(BUSY, NOW);
  expect(lines[0]).toMatch(/1 of 1 agents online · 1 running · 2 renders .* the oldest for 1 min 30 s/);
  expect(rowOf(lines, 'AGENTS')).toMatch(
    /^studio-1 +ready +nvenc 1\/3 io 0\/4 +42% +25% +500\.00 GB +61°C +RTX 4090 87% 70°C$/,
  );
  expect(rowOf(lines, 'RUNNING')).toMatch(
    /^Trailer +chunk rendering +studio-1 +nvenc +█{10}░{10} 50% +50\/100 +12\.5 +3 min 05 s$/,
  );
  expect(rowOf(lines, 'JOBS')).toMatch(/^Trailer +rendering +1920x1080 +40% +#>\.$/);
  expect(rowOf(lines, 'LATELY')).toMatch(/^11:58:30 +job started +Trailer$/);
});

test('a workspace sees no machines, and its own name', () => {
  const lines = topScreen({ ...EMPTY, scope: { kind: 'workspace', workspaceId: '0123456789' } }, NOW);
  expect(lines).toEqual(['workspace 01234567 · 0 running · 0 renders and 0 transfers wait · 12:00:00']);
});

test('long lists are cut and say so', () => {
  const [event] = BUSY.events;
  const many = {
    ...BUSY,
    events: Array.from({ length: 30 }, () => event).filter((one) => one !== undefined),
  };
  expect(topScreen(many, NOW).at(-1)).toBe('… and 22 more');
});

test('names cannot drive the terminal, and no line is wider than it', () => {
  expect(plain('a\u001b[2Jb\u0000c')).toBe('ab c');
  let drawn = '';
  const screen = new TerminalScreen({ columns: 10, rows: 3, write: (text) => (drawn += text) });
  screen.draw(['0123456789abc', '\u001b]0;title\u0007x', 'third', 'fourth']);
  expect(drawn).toContain('0123456789\u001b[K');
  expect(drawn).not.toMatch(/abc|third|title/);
  screen.close();
  expect(drawn.endsWith('\u001b[?1049l')).toBe(true);
});
