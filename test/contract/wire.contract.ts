import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ZodType } from 'zod';
import {
  AGENT_EVENTS,
  COORDINATOR_EVENTS,
  FAILURES,
  handshakeSchema,
  judgeVersion,
  WIRE_VERSION,
} from '../../shared/src/wire/index.js';
import { minimalScene } from '../fakes/minimal-scene.js';

const ID = '018f4b1e-7c3a-7d44-9c55-2f6a1b0c9d8e';
const ref = { attemptId: ID, orderId: ID, token: 1 };
const refused = { ok: false, code: 'lease-lost', message: 'Stop it.' };
const progress = { phase: 'rendering', percent: 40, framesDone: 24, framesTotal: 60, fps: 31.5 };
const result = {
  kind: 'whole',
  files: [
    { role: 'master', key: 'outputs/w/j/a/master.mp4', sizeBytes: 5, sha256: 'x', contentType: 'video/mp4' },
  ],
  facts: {
    width: 640,
    height: 360,
    fps: 29.97,
    frames: 60,
    duration: 2.002,
    videoCodec: 'h264',
    audioCodec: null,
  },
  warnings: [{ code: 'FONT_REPLACED', message: 'Inter instead of Foo.', path: 'layers[1]' }],
  renderedWith: { engine: 'cpu', encoder: 'libx264', ffmpeg: '8.0', renderSeconds: 1.5, totalSeconds: 2.5 },
};
const hello = {
  bootId: ID,
  version: '1.1',
  agentVersion: '0.1.0',
  name: 'studio-1',
  inventory: {
    hostname: 'studio-1',
    os: 'linux',
    arch: 'x64',
    cpu: 'some',
    cores: 8,
    memoryBytes: 2 ** 34,
    gpus: [{ vendor: 'NVIDIA', model: 'L4', memoryBytes: 2 ** 34, driver: '550.1' }],
    fonts: 12,
    labels: [],
  },
  capabilities: {
    ffmpeg: { path: '/usr/bin/ffmpeg', version: '8.0', origin: 'system' },
    ffprobe: { path: '/usr/bin/ffprobe', version: '8.0' },
    encoders: [
      { name: 'libx264', codec: 'h264', engine: 'cpu', available: true, fps: 240 },
      {
        name: 'h264_nvenc',
        codec: 'h264',
        engine: 'nvenc',
        available: false,
        reason: 'Cannot load libcuda.so.1',
      },
    ],
    filters: ['overlay'],
    decoders: ['h264'],
    maxWidth: 7680,
    maxHeight: 7680,
  },
  slots: [{ engine: 'cpu', count: 1 }],
  running: [ref],
};
const order = {
  kind: 'whole',
  ...ref,
  jobId: ID,
  engine: 'cpu',
  scene: minimalScene(),
  inputs: [{ key: 's1', grant: { url: '/files/a?sig=x', sizeBytes: 3 } }, { key: 's2' }],
  limits: { wallSeconds: 3600, sourceBytes: 10 ** 10 },
};

/** One example of every message of wire 1.1 and of each of its answers. They are kept as long as 1.x is spoken. */
const AGENT: Record<keyof typeof AGENT_EVENTS, { payload: unknown; acks: unknown[] }> = {
  join: {
    payload: { agentId: ID, name: 'studio-1' },
    acks: [{ ok: true, credential: 'vf_agent_x' }, refused],
  },
  hello: {
    payload: hello,
    acks: [
      {
        ok: true,
        heartbeatMs: 1000,
        leaseTtlMs: 15_000,
        running: [
          { attemptId: ID, verdict: 'keep' },
          { attemptId: ID, verdict: 'stop', reason: 'lease-lost' },
        ],
        drain: null,
      },
      refused,
    ],
  },
  beat: {
    payload: { bootId: ID, attempts: [{ ...ref, progress }], load: 0.5, diskFreeBytes: 10, accepting: true },
    acks: [{ ok: true, stop: [{ attemptId: ID, reason: 'cancelled' }], drain: 'finish' }, refused],
  },
  'attempt.done': {
    payload: { ...ref, result },
    acks: [{ ok: true, applied: true }, { ok: true, applied: false, reason: 'already' }, refused],
  },
  'attempt.failed': {
    payload: { ...ref, failure: { code: 'ffmpeg-failed', message: 'It broke.', details: { exitCode: 1 } } },
    acks: [{ ok: true, applied: false, reason: 'lease-lost' }, refused],
  },
  /** Since 1.2. */
  'attempt.log': {
    payload: { ...ref, offset: 0, text: '2026-11-24T12:00:00.000Z fetch began\n' },
    acks: [{ ok: true, next: 37 }, refused],
  },
  'grants.upload': {
    payload: {
      ...ref,
      files: [{ role: 'master', fileName: 'master.mp4', sizeBytes: 5, contentType: 'video/mp4' }],
    },
    acks: [
      { ok: true, grants: [{ role: 'master', grant: { kind: 'hand-over', url: '/files/a', key: 'a' } }] },
      {
        ok: true,
        grants: [{ role: 'poster', grant: { kind: 'put-url', url: 'https://x', key: 'a', headers: {} } }],
      },
      refused,
    ],
  },
  'grants.input': {
    payload: { ...ref, keys: ['s1'] },
    acks: [{ ok: true, grants: [{ key: 's1', grant: { url: '/files/a' } }] }, refused],
  },
};
const COORDINATOR: Record<keyof typeof COORDINATOR_EVENTS, { payload: unknown; acks: unknown[] }> = {
  'work.offer': {
    payload: { order },
    acks: [{ accepted: true }, { accepted: false, reason: 'no-slot', message: 'All slots are taken.' }],
  },
  'work.stop': { payload: { ...ref, reason: 'cancelled' }, acks: [{ ok: true }] },
  drain: { payload: { mode: 'finish' }, acks: [{ ok: true }] },
  probe: { payload: {}, acks: [{ ok: true }] },
  bye: { payload: {}, acks: [{ ok: true }] },
};

const all = (
  schemas: Record<string, { payload: ZodType; ack: ZodType }>,
  examples: typeof AGENT | typeof COORDINATOR,
) =>
  Object.entries(schemas).map(([event, schema]) => ({
    event,
    schema,
    example: (examples as Record<string, { payload: unknown; acks: unknown[] }>)[event],
  }));
const messages = [...all(AGENT_EVENTS, AGENT), ...all(COORDINATOR_EVENTS, COORDINATOR)];

describe('wire 1.1', () => {
  test('the version that these examples belong to is still served', () => {
    expect(judgeVersion('1.1', WIRE_VERSION).ok).toBe(true);
  });
  test.each(messages)('$event: its example parses and nothing of it gets lost', ({ schema, example }) => {
    expect(schema.payload.parse(example?.payload)).toEqual(example?.payload);
    for (const ack of example?.acks ?? []) expect(schema.ack.parse(ack)).toEqual(ack);
  });
  test.each(messages)('$event: what is no such message is refused', ({ event, schema }) => {
    for (const wrong of [null, 'text', 7, []]) expect(schema.payload.safeParse(wrong).success).toBe(false);
    if (event !== 'bye') expect(schema.payload.safeParse({}).success).toBe(false);
  });
  test('unknown members are tolerated, so that a newer minor version may add some', () => {
    for (const { schema, example } of messages)
      expect(schema.payload.safeParse({ ...(example?.payload as object), later: true }).success).toBe(true);
  });
  test('agents may not say one hundred percent', () => {
    const beat = AGENT.beat.payload as { attempts: object[] };
    const attempts = [{ ...ref, progress: { ...progress, percent: 100 } }];
    expect(AGENT_EVENTS.beat.payload.safeParse({ ...beat, attempts }).success).toBe(false);
  });
  test('a handshake is a join token, or an id with its credential', () => {
    expect(handshakeSchema.safeParse({ joinToken: 'x' }).success).toBe(true);
    expect(handshakeSchema.safeParse({ agentId: ID, credential: 'x' }).success).toBe(true);
    for (const wrong of [{}, { joinToken: '' }, { agentId: ID }, { agentId: 'x', credential: 'x' }])
      expect(handshakeSchema.safeParse(wrong).success).toBe(false);
  });
  test('every failure says whose fault it is, and no user fault is retried', () => {
    for (const facts of Object.values(FAILURES))
      expect(facts.fault === 'user' && facts.retryable).toBe(false);
  });
  test('PROTOCOL.md speaks of every message', () => {
    const words = readFileSync(join(import.meta.dirname, '../../shared/src/wire/PROTOCOL.md'), 'utf8');
    for (const { event } of messages) expect(words).toContain(event === 'join' ? '`join ' : event);
  });
});
