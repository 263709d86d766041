import { z } from 'zod';
import { byteSize, httpUrls, integer, list, listenAddress } from './fields.js';
import { isLabel, LABEL_RULE } from '../wire/labels.js';
import { LOG_SETTINGS } from './log.settings.js';
import type { Settings } from './setting.js';

/** Every environment variable of the agent. docs/configuration.md is generated from here. */
export const AGENT_SETTINGS = {
  urls: {
    env: 'FRAMEFARM_URL',
    schema: httpUrls('http://127.0.0.1:8470'),
    help: 'Address of the coordinator; of several, comma-separated: the agent turns to the next when one is away.',
  },
  joinToken: {
    env: 'FRAMEFARM_JOIN_TOKEN',
    schema: z.string().min(1).optional(),
    help: "Token with which a new agent joins: the file join-token in the coordinator's data folder; not needed afterwards.",
    secret: true,
  },
  dataDir: {
    env: 'FRAMEFARM_AGENT_DATA',
    schema: z.string().default('.framefarm-agent'),
    help: 'Folder of the agent: identity, outbox, cache and work folders.',
  },
  name: {
    env: 'FRAMEFARM_AGENT_NAME',
    schema: z.string().max(100).optional(),
    help: 'What the agent is called in lists and logs; absent: the host name.',
  },
  slots: {
    env: 'FRAMEFARM_SLOTS',
    schema: integer(0, 0, 64),
    help: 'Attempts that may run at once on the CPU engine; 0 decides from the cores (one per 8, at least 1).',
  },
  hardwareSlots: {
    env: 'FRAMEFARM_HARDWARE_SLOTS',
    schema: integer(0, 0, 64),
    help: 'Attempts that may run at once on each hardware encoder, e.g. the sessions that an NVENC driver grants; 0 decides from the cores (one per 4, 1 to 3).',
  },
  cores: {
    env: 'FRAMEFARM_CORES',
    schema: integer(0, 0),
    help: 'Cores that an attempt may plan with; 0 is all that the machine grants.',
  },
  cacheLimit: {
    env: 'FRAMEFARM_CACHE_LIMIT',
    schema: byteSize('20g'),
    help: 'Size of the source cache, bytes (k, m, g).',
  },
  cacheDays: {
    env: 'FRAMEFARM_CACHE_DAYS',
    schema: integer(30, 0, 36_500),
    help: 'Days after which a source that nothing used is removed from the cache; 0 keeps it until the size is reached.',
  },
  diskReserve: {
    env: 'FRAMEFARM_DISK_RESERVE',
    schema: byteSize('2g'),
    help: 'Free bytes below which no new work is taken (k, m, g).',
  },
  drainSeconds: {
    env: 'FRAMEFARM_DRAIN_SECONDS',
    schema: integer(30, 0),
    help: 'Seconds that running work may still take after SIGTERM.',
  },
  stallSeconds: {
    env: 'FRAMEFARM_STALL_SECONDS',
    schema: integer(120, 5),
    help: 'A render without a new frame for so long is called hung.',
  },
  memoryLimit: {
    env: 'FRAMEFARM_MEMORY_LIMIT',
    schema: byteSize('0'),
    help: 'Memory of one attempt with all its processes, bytes (k, m, g); 0 is no limit.',
  },
  labels: {
    env: 'FRAMEFARM_LABELS',
    schema: list().refine((labels) => labels.every(isLabel), { error: `must be labels: ${LABEL_RULE}` }),
    help: 'Labels that renders may require or prefer, e.g. studio,region=eu; comma-separated.',
  },
  metricsListen: {
    env: 'FRAMEFARM_METRICS_LISTEN',
    schema: listenAddress(),
    help: 'Address and port at which the agent shows /metrics to Prometheus, e.g. 127.0.0.1:9464; off: nowhere.',
  },
  ffmpegPath: {
    env: 'FFMPEG_PATH',
    schema: z.string().optional(),
    help: 'ffmpeg to use; absent: a capable system one, then the bundled one.',
  },
  ffprobePath: {
    env: 'FFPROBE_PATH',
    schema: z.string().optional(),
    help: 'ffprobe to use; absent: looked up like ffmpeg.',
  },
  allowPrivate: {
    env: 'FRAMEFARM_ALLOW_PRIVATE',
    schema: list(),
    help: 'Private addresses that sources may use: CIDRs or host names, comma-separated.',
  },
  ...LOG_SETTINGS,
} as const satisfies Settings;
