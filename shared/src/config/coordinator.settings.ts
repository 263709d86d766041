import { z } from 'zod';
import { byteSize, decimal, flag, httpUrl, integer, list } from './fields.js';
import { LOG_SETTINGS } from './log.settings.js';
import { RETENTION_SETTINGS } from './retention.settings.js';
import { STORAGE_SETTINGS } from './storage.settings.js';
import type { Settings } from './setting.js';

/** Every environment variable of the coordinator. docs/configuration.md is generated from here. */
export const COORDINATOR_SETTINGS = {
  dataDir: {
    env: 'FRAMEFARM_DATA',
    schema: z.string().default('.framefarm'),
    help: 'Folder of the embedded database, the local files and the generated secrets.',
  },
  host: {
    env: 'FRAMEFARM_HOST',
    schema: z.string().default('127.0.0.1'),
    help: 'Address to listen on; 0.0.0.0 for the network.',
  },
  port: {
    env: 'FRAMEFARM_PORT',
    schema: integer(8470, 0, 65535),
    help: 'TCP port to listen on; 0 takes a free one.',
  },
  publicUrl: {
    env: 'FRAMEFARM_PUBLIC_URL',
    schema: httpUrl().optional(),
    help: 'Origin that clients reach, used in every URL the API answers; absent: taken from each request.',
  },
  trustedProxies: {
    env: 'FRAMEFARM_TRUSTED_PROXIES',
    schema: list(),
    help: 'Proxies whose X-Forwarded-* headers are believed, besides this machine: addresses, CIDRs, or linklocal and uniquelocal; comma-separated.',
  },
  databaseUrl: {
    env: 'DATABASE_URL',
    schema: z
      .string()
      .regex(/^postgres(ql)?:\/\//, 'must start with postgres://')
      .optional(),
    help: 'PostgreSQL (15 or later) to use; absent: the embedded server in the data folder.',
    secret: true,
  },
  secretKey: {
    env: 'FRAMEFARM_SECRET_KEY',
    schema: z.string().min(32, 'must have at least 32 characters').optional(),
    help: 'Master key for signed URLs, tokens and sealed secrets; absent: generated into the data folder at first start.',
    secret: true,
  },
  bootstrapEmail: {
    env: 'FRAMEFARM_BOOTSTRAP_EMAIL',
    schema: z
      .string()
      .includes('@', { message: 'must be an e-mail address' })
      .default('owner@framefarm.local'),
    help: 'Login of the first workspace owner, made at first start.',
  },
  bootstrapPassword: {
    env: 'FRAMEFARM_BOOTSTRAP_PASSWORD',
    schema: z.string().min(8, 'must have at least 8 characters').optional(),
    help: 'Password of the first owner; absent: generated into credentials.json.',
    secret: true,
  },
  bootstrapApiKey: {
    env: 'FRAMEFARM_BOOTSTRAP_API_KEY',
    schema: z.string().min(8, 'must have at least 8 characters').optional(),
    help: 'API key of the first workspace, any text; absent: generated.',
    secret: true,
  },
  bootstrapToken: {
    env: 'FRAMEFARM_BOOTSTRAP_TOKEN',
    schema: z.string().min(8, 'must have at least 8 characters').optional(),
    help: 'A fixed text accepted as Bearer token of the first owner, for test suites of clients; absent: none.',
    secret: true,
  },
  bootstrapJoinToken: {
    env: 'FRAMEFARM_BOOTSTRAP_JOIN_TOKEN',
    schema: z.string().min(16, 'must have at least 16 characters').optional(),
    help: 'A join token that any number of agents may use, any text; absent: generated into the data folder.',
    secret: true,
  },
  adminSecret: {
    env: 'FRAMEFARM_ADMIN_SECRET',
    schema: z.string().min(16, 'must have at least 16 characters').optional(),
    help: 'Opens /v1/admin (header x-admin-secret); absent: generated into the data folder at first start.',
    secret: true,
  },
  metricsToken: {
    env: 'FRAMEFARM_METRICS_TOKEN',
    schema: z.string().min(16, 'must have at least 16 characters').optional(),
    help: 'Lets Prometheus read /metrics (header Authorization: Bearer); absent: only the admin secret does.',
    secret: true,
  },
  accessTtl: {
    env: 'FRAMEFARM_ACCESS_TTL',
    schema: integer(3600, 60),
    help: 'Life of the Bearer tokens of people, seconds.',
  },
  sessionTtl: {
    env: 'FRAMEFARM_SESSION_TTL',
    schema: integer(30 * 24 * 3600, 60),
    help: 'A login that was not refreshed for so many seconds has ended.',
  },
  loginAttempts: {
    env: 'FRAMEFARM_LOGIN_ATTEMPTS',
    schema: integer(10, 0),
    help: 'Wrong passwords in 15 minutes for one e-mail address from one network address; 0 is no limit.',
  },
  keysOnBearerRoutes: {
    env: 'FRAMEFARM_KEYS_ON_BEARER_ROUTES',
    schema: flag(true),
    help: 'Also accept a workspace API key where the vendor wants a Bearer token, integrations and destination excepted (our extension).',
  },
  progressForm: {
    env: 'FRAMEFARM_PROGRESS_FORM',
    schema: z.enum(['auto', 'object', 'number'], 'must be auto, object or number').default('auto'),
    help: 'Form of `progress` in GET /v1/render/{id}: auto gives generated SDKs the object and others the number.',
  },
  proxyForm: {
    env: 'FRAMEFARM_PROXY_FORM',
    schema: z.enum(['bytes', 'auto'], 'must be bytes or auto').default('bytes'),
    help: 'What GET /v1/assets/{id}/proxy answers: the bytes; or auto, {signedUrl} for callers that are just `node`.',
  },
  rateLimit: {
    env: 'FRAMEFARM_RATE_LIMIT',
    schema: integer(0, 0),
    help: 'Requests a minute for each key or address (the vendor has 100); status polls have more, files no limit; 0 is no limit.',
  },
  redisUrl: {
    env: 'FRAMEFARM_REDIS_URL',
    schema: z
      .string()
      .regex(/^rediss?:\/\//, 'must start with redis:// or rediss://')
      .optional(),
    help: 'Redis of several coordinators, for wake-ups and rate limits; absent, or while it is away: they look every 2 s and count in memory.',
    secret: true,
  },
  corsOrigins: {
    env: 'FRAMEFARM_CORS_ORIGINS',
    schema: list('*'),
    help: 'Origins whose web pages may call the API, comma-separated; * is every one, none closes it to pages.',
  },
  chunks: {
    env: 'FRAMEFARM_CHUNKS',
    schema: z.enum(['auto', 'always', 'never'], 'must be auto, always or never').default('auto'),
    help: 'Rendering long films in pieces: auto, where several agents make it pay; always; or never.',
  },
  chunkCache: {
    env: 'FRAMEFARM_CHUNK_CACHE',
    schema: byteSize('10g'),
    help: 'Bytes of pieces that are kept for later renders (k, m, g); those of unfinished renders stay in any case.',
  },
  chunkCacheDays: {
    env: 'FRAMEFARM_CHUNK_CACHE_DAYS',
    schema: integer(14, 0),
    help: 'Days after its last use at which a kept piece is removed.',
  },
  creditRate: {
    env: 'FRAMEFARM_CREDIT_RATE',
    schema: decimal(0.02, 0),
    help: 'Credits for one second of 640x360 at 30 frames a second; other sizes and rates in proportion; 0 is free.',
  },
  bodyLimit: {
    env: 'FRAMEFARM_BODY_LIMIT',
    schema: byteSize('5m'),
    help: 'Largest JSON body, bytes (k, m, g).',
  },
  uploadLimit: {
    env: 'FRAMEFARM_UPLOAD_LIMIT',
    schema: byteSize('2g'),
    help: 'Largest uploaded asset, bytes (k, m, g).',
  },
  resumeTtl: {
    env: 'FRAMEFARM_RESUME_TTL',
    schema: integer(24 * 3600, 1),
    help: 'Life of an unfinished resumable upload, seconds.',
  },
  urlTtl: {
    env: 'FRAMEFARM_URL_TTL',
    schema: integer(3600, 30),
    help: 'Life of signed download URLs, seconds.',
  },
  leaveSeconds: {
    env: 'FRAMEFARM_LEAVE_SECONDS',
    schema: integer(0, 0, 600),
    help: 'Seconds after SIGTERM in which a coordinator is not ready but still answers, so that a load balancer and agents turn to another; 0 when it is alone.',
  },
  leaseTtl: {
    env: 'FRAMEFARM_LEASE_TTL',
    schema: decimal(15, 1),
    help: 'An agent that was not heard of for so many seconds has lost its work.',
  },
  progressTtl: {
    env: 'FRAMEFARM_PROGRESS_TTL',
    schema: integer(900, 1),
    help: 'An attempt without a new frame, percent or phase for so many seconds is taken away, however its agent beats.',
  },
  maxAttempts: {
    env: 'FRAMEFARM_MAX_ATTEMPTS',
    schema: integer(3, 1, 20),
    help: 'Counted failures of one work order before the job fails.',
  },
  wallLimit: {
    env: 'FRAMEFARM_WALL_LIMIT',
    schema: integer(4 * 3600, 10),
    help: 'Seconds of wall clock for one attempt.',
  },
  sourceLimit: {
    env: 'FRAMEFARM_SOURCE_LIMIT',
    schema: byteSize('10g'),
    help: 'Largest source that an agent downloads, bytes (k, m, g).',
  },
  workspaceConcurrency: {
    env: 'FRAMEFARM_WORKSPACE_CONCURRENCY',
    schema: integer(0, 0),
    help: 'Attempts of one workspace that may run at once; 0 is no cap.',
  },
  allowPrivate: {
    env: 'FRAMEFARM_ALLOW_PRIVATE',
    schema: list(),
    help: 'Private addresses that sources, webhooks and destinations may use: CIDRs or host names, comma-separated.',
  },
  ...RETENTION_SETTINGS,
  ...STORAGE_SETTINGS,
  ...LOG_SETTINGS,
} as const satisfies Settings;
