import { whyWaiting, type WaitFacts } from './why-waiting.policy.js';

const NOW = new Date('2030-01-01T00:00:00Z');
const agent = {
  accepting: true,
  maintenanceUntil: null,
  labels: ['studio', 'region=eu'],
  maxWidth: 4096,
  maxHeight: 4096,
  rooms: [
    { engine: 'cpu' as const, slots: 2, taken: 2, makes: ['webm', 'vp9'], shutUntil: null },
    { engine: 'io' as const, slots: 4, taken: 0, makes: [], shutUntil: null },
  ],
};
const order = {
  lane: 'render' as const,
  width: 1920,
  height: 1080,
  excludedEngines: [],
  requires: [],
  needs: [],
  lastToken: 1,
  failures: 0,
  notBefore: NOW,
};
const why = (change: Partial<WaitFacts>): string[] =>
  whyWaiting({
    order,
    agents: [agent],
    ahead: 0,
    running: 0,
    cap: 0,
    servedLess: 0,
    farmPaused: null,
    workspacePaused: false,
    now: NOW,
    ...change,
  }).map(({ code }) => code);

test.each<[string, Partial<WaitFacts>, string[]]>([
  [
    'a retry that is not due',
    { order: { ...order, failures: 1, notBefore: new Date(+NOW + 1000) } },
    ['backoff'],
  ],
  [
    'a start that was asked for',
    { order: { ...order, lastToken: 0, notBefore: new Date(+NOW + 1000) } },
    ['scheduled'],
  ],
  [
    'paused by the operator, twice',
    { farmPaused: { at: NOW, reason: 'new disks' }, workspacePaused: true },
    ['farm-paused', 'workspace-paused'],
  ],
  [
    'a file of a paused workspace',
    { order: { ...order, lane: 'io', width: 0, height: 0 }, workspacePaused: true },
    ['starting'],
  ],
  ['a label that nobody has', { order: { ...order, requires: ['studio', 'hdr'] } }, ['missing-label']],
  ['labels that are there', { order: { ...order, requires: ['studio'] } }, ['all-slots-taken']],
  ['nobody there', { agents: [] }, ['no-agents']],
  ['too large for all', { order: { ...order, width: 7680, height: 4320 } }, ['no-capable-agent']],
  ['the only engine excluded', { order: { ...order, excludedEngines: ['cpu'] } }, ['no-capable-agent']],
  [
    'an agent without io slots',
    { order: { ...order, lane: 'io' }, agents: [{ ...agent, rooms: agent.rooms.slice(0, 1) }] },
    ['no-capable-agent'],
  ],
  ['a format that is made here', { order: { ...order, needs: ['webm', 'vp9'] } }, ['all-slots-taken']],
  ['a format that nobody makes', { order: { ...order, needs: ['mov', 'prores'] } }, ['no-capable-agent']],
  ['all drain', { agents: [{ ...agent, accepting: false }] }, ['agents-not-accepting']],
  [
    'an engine that failed too often',
    { agents: [{ ...agent, rooms: agent.rooms.map((room) => ({ ...room, shutUntil: NOW })) }] },
    ['engine-quarantined'],
  ],
  ['a maintenance window', { agents: [{ ...agent, maintenanceUntil: NOW }] }, ['maintenance']],
  ['all slots taken', {}, ['all-slots-taken']],
  [
    'others first',
    { servedLess: 2, ahead: 3 },
    ['behind-own-work', 'all-slots-taken', 'behind-other-workspaces'],
  ],
  ['the cap of the workspace', { cap: 2, running: 2 }, ['workspace-cap', 'all-slots-taken']],
  [
    'a file to move while the encoders are busy',
    { order: { ...order, lane: 'io', width: 0, height: 0 } },
    ['starting'],
  ],
])('%s', (_, change, codes) => {
  expect(why(change)).toEqual(codes);
});

test('the sentences say how many', () => {
  const [first] = whyWaiting({
    order,
    agents: [agent],
    ahead: 1,
    running: 0,
    cap: 0,
    servedLess: 0,
    farmPaused: null,
    workspacePaused: false,
    now: NOW,
  });
  expect(first?.message).toBe('1 order of this workspace goes first.');
});

test.each([
  [['hdr'], 'It needs the label hdr, which no connected agent has.'],
  [['studio', 'roof'], 'It needs the labels studio, roof, which no connected agent has together.'],
])('labels %j that are missing are named', (requires, sentence) => {
  const agents = [agent, { ...agent, labels: ['roof'] }];
  const facts = { order: { ...order, requires }, agents, ahead: 0, running: 0, cap: 0, servedLess: 0 };
  const [reason] = whyWaiting({ ...facts, farmPaused: null, workspacePaused: false, now: NOW });
  expect(reason?.message).toBe(sentence);
});

test('formats that nobody makes are named', () => {
  const agents = [agent];
  const facts = { agents, ahead: 0, running: 0, cap: 0, servedLess: 0, farmPaused: null, now: NOW };
  const sentences = [['webm', 'av1', 'opus'], []].map(
    (needs) => whyWaiting({ ...facts, workspacePaused: false, order: { ...order, needs } })[0]?.message,
  );
  expect(sentences).toEqual([
    'No connected agent can make av1 or opus: the ffmpeg of every one lacks a working encoder for it.',
    'All 2 slots that fit are taken, on 1 agent.',
  ]);
});
