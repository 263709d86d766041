import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ZodType } from 'zod';
import {
  AGENT_EVENTS,
  COORDINATOR_EVENTS,
  FAILURES,
  handshakeSchema,
  isLabel,
  judgeVersion,
  WIRE_VERSION,
} from '../../shared/src/wire/index.js';

const ID = '018f4b1e-7c3a-7d44-9c55-2f6a1b0c9d8e';
const ref = { attemptId: ID, orderId: ID, token: 1 };

/** Messages and answers of one event, as some version sent them. */
interface Examples {
  payloads: Record<string, unknown>[];
  acks: unknown[];
}
interface Stored {
  version: string;
  fromAgent: Record<string, Examples>;
  fromCoordinator: Record<string, Examples>;
}

const FOLDER = join(import.meta.dirname, '../fixtures/wire');
const SCHEMAS: Record<string, { payload: ZodType; ack: ZodType }> = {
  ...AGENT_EVENTS,
  ...COORDINATOR_EVENTS,
};

/** What was spoken by each version that has been released, word for word. Files are added, never changed. */
const versions = readdirSync(FOLDER).map(
  (name) => JSON.parse(readFileSync(join(FOLDER, name), 'utf8')) as Stored,
);
const served = versions.filter(({ version }) => judgeVersion(version, WIRE_VERSION).ok);
const messages = served.flatMap(({ version, fromAgent, fromCoordinator }) =>
  Object.entries({ ...fromAgent, ...fromCoordinator }).map(([event, examples]) => ({
    version,
    event,
    examples,
    schema: SCHEMAS[event],
  })),
);

describe('the versions that are served', () => {
  const [major, minor] = WIRE_VERSION.split('.').map(Number);
  test('are this one and the one before, and both have their messages stored', () =>
    expect(served.map(({ version }) => version).sort()).toEqual([
      `${major}.${(minor ?? 0) - 1}`,
      WIRE_VERSION,
    ]));

  test('every message of today is among those of today’s version', () => {
    const today = versions.find(({ version }) => version === WIRE_VERSION);
    expect(Object.keys(today?.fromAgent ?? {}).sort()).toEqual(Object.keys(AGENT_EVENTS).sort());
    expect(Object.keys(today?.fromCoordinator ?? {}).sort()).toEqual(Object.keys(COORDINATOR_EVENTS).sort());
  });

  test.each(messages)(
    '$version $event: everything that it said is understood whole',
    ({ schema, examples }) => {
      expect(examples.payloads.length).toBeGreaterThan(0);
      for (const payload of examples.payloads) expect(schema?.payload.parse(payload)).toEqual(payload);
      for (const ack of examples.acks) expect(schema?.ack.parse(ack)).toEqual(ack);
    },
  );

  test.each(messages)('$version $event: what is no such message is refused', ({ event, schema }) => {
    for (const wrong of [null, 'text', 7, []]) expect(schema?.payload.safeParse(wrong).success).toBe(false);
    if (event !== 'bye' && event !== 'probe') expect(schema?.payload.safeParse({}).success).toBe(false);
  });

  test('unknown members are tolerated, so that a newer minor version may add some', () => {
    for (const { schema, examples } of messages)
      for (const payload of examples.payloads)
        expect(schema?.payload.safeParse({ ...payload, later: true }).success).toBe(true);
  });
});

test('agents may not say one hundred percent', () => {
  const progress = { phase: 'rendering', percent: 100, framesDone: 60, framesTotal: 60 };
  const beat = { bootId: ID, attempts: [{ ...ref, progress }], load: 0, diskFreeBytes: 0, accepting: true };
  expect(AGENT_EVENTS.beat.payload.safeParse(beat).success).toBe(false);
});

test('a handshake is a join token, or an id with its credential', () => {
  expect(handshakeSchema.safeParse({ joinToken: 'x' }).success).toBe(true);
  expect(handshakeSchema.safeParse({ agentId: ID, credential: 'x' }).success).toBe(true);
  for (const wrong of [{}, { joinToken: '' }, { agentId: ID }, { agentId: 'x', credential: 'x' }])
    expect(handshakeSchema.safeParse(wrong).success).toBe(false);
});

test('every failure says whose fault it is, and no user fault is retried', () => {
  for (const facts of Object.values(FAILURES)) expect(facts.fault === 'user' && facts.retryable).toBe(false);
});

test.each([
  ['studio', true],
  ['region=eu', true],
  ['a'.repeat(63), true],
  ['a'.repeat(64), false],
  ['', false],
  ['-x', false],
  ['two words', false],
  ['a,b', false],
  ['a:b', false],
  [5, false],
])('%j is a label: %p', (text, expected) => expect(isLabel(text)).toBe(expected));

test('PROTOCOL.md has a section for every message', () => {
  const protocol = readFileSync(join(import.meta.dirname, '../../shared/src/wire/PROTOCOL.md'), 'utf8');
  const headings = protocol.split('\n').filter((line) => line.startsWith('## '));
  for (const event of Object.keys(SCHEMAS))
    expect([event, headings.some((line) => line.includes(`\`${event}\``))]).toEqual([event, true]);
});
