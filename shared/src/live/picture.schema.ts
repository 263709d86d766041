import { z } from 'zod';
import { inventorySchema, phaseSchema, slotEngineSchema, vitalsSchema } from '../wire/index.js';

const time = z.iso.datetime();
const count = z.int().nonnegative();

/** Places of one engine on one agent, and how many attempts hold one. */
const liveSlotsSchema = z.object({ engine: slotEngineSchema, count, taken: count });

/** One machine. Only operators see machines. */
export const liveAgentSchema = z.object({
  id: z.string(),
  name: z.string(),
  /** `stale`: silent for a while; `lost`: for longer than its leases live. */
  presence: z.enum(['online', 'stale', 'lost']),
  state: z.enum(['joining', 'ready', 'draining', 'revoked']),
  /** The drain that was asked for: `finish` what runs, or give back `now`. */
  drain: z.enum(['finish', 'now']).nullable(),
  /** False: it takes no work now, and why. */
  accepting: z.boolean(),
  notAcceptingReason: z.string().nullable(),
  version: z.string().nullable(),
  slots: z.array(liveSlotsSchema),
  cores: count.nullable(),
  memoryBytes: count.nullable(),
  gpus: inventorySchema.shape.gpus,
  labels: z.array(z.string()),
  /** One-minute load average; free bytes of the work disk. */
  load: z.number().nullable(),
  diskFreeBytes: count.nullable(),
  /** As last measured by the agent; null until it was. */
  vitals: vitalsSchema.nullable(),
});
export type LiveAgent = z.infer<typeof liveAgentSchema>;

/** Orders of one workspace in one lane. `id` is `<workspace>/<lane>`. */
export const liveQueueSchema = z.object({
  id: z.string(),
  workspaceId: z.string(),
  lane: z.string(),
  waiting: count,
  running: count,
  /** Jobs that nobody has begun: what waits besides are further orders of jobs that run. */
  jobs: count,
  oldestWaitingAt: time.nullable(),
});
export type LiveQueue = z.infer<typeof liveQueueSchema>;

/** A job that has not ended. Long queues are cut: the oldest are shown, the queue has the numbers. */
export const liveJobSchema = z.object({
  id: z.string(),
  workspaceId: z.string(),
  name: z.string(),
  kind: z.string(),
  state: z.string(),
  stage: z.string(),
  /** 0..100. */
  progress: z.int(),
  width: z.int(),
  height: z.int(),
  priority: z.int(),
  createdAt: time,
  startedAt: time.nullable(),
});
export type LiveJob = z.infer<typeof liveJobSchema>;

/** An attempt that an agent was offered or runs. */
export const liveAttemptSchema = z.object({
  id: z.string(),
  jobId: z.string(),
  orderId: z.string(),
  workspaceId: z.string(),
  kind: z.string(),
  engine: slotEngineSchema,
  /** Null for those who may not see machines. */
  agentId: z.string().nullable(),
  state: z.string(),
  phase: phaseSchema.nullable(),
  percent: z.int(),
  framesDone: count,
  framesTotal: count,
  /** Frames a second, lately; null while nothing is known. */
  fps: z.number().nonnegative().nullable(),
  /** Seconds until its last frame at this speed; null while nothing is known. */
  etaSeconds: z.number().nonnegative().nullable(),
  startedAt: time,
});
export type LiveAttempt = z.infer<typeof liveAttemptSchema>;

/** One piece of a job: together they are its timeline. */
export const liveOrderSchema = z.object({
  id: z.string(),
  jobId: z.string(),
  workspaceId: z.string(),
  kind: z.string(),
  lane: z.string(),
  state: z.string(),
  /** Frames of the film, half open; null where the order is not about a part of it. */
  range: z.object({ from: z.int(), to: z.int() }).nullable(),
  /** Attempts so far, and those that failed and count. */
  tries: count,
  failures: count,
  createdAt: time,
  finishedAt: time.nullable(),
});
export type LiveOrder = z.infer<typeof liveOrderSchema>;

export const LIVE_EVENT_KINDS = [
  'job.accepted',
  'job.started',
  'job.completed',
  'job.failed',
  'job.cancelled',
  'agent.joined',
  'agent.left',
] as const;

/** Something that happened a moment ago. Newest last. */
export const liveEventSchema = z.object({
  id: z.string(),
  at: time,
  kind: z.enum(LIVE_EVENT_KINDS),
  /** Of the job or the agent; empty when it is not known any more. */
  name: z.string(),
  jobId: z.string().nullable(),
  workspaceId: z.string().nullable(),
  agentId: z.string().nullable(),
});
export type LiveEvent = z.infer<typeof liveEventSchema>;

/** What the picture is made of: things with ids. */
export const LIVE_COLLECTIONS = {
  agents: liveAgentSchema,
  queue: liveQueueSchema,
  jobs: liveJobSchema,
  attempts: liveAttemptSchema,
  orders: liveOrderSchema,
} as const;
export type LiveCollection = keyof typeof LIVE_COLLECTIONS;
export const LIVE_COLLECTION_NAMES = Object.keys(LIVE_COLLECTIONS) as LiveCollection[];

export const liveScopeSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('farm') }),
  z.object({ kind: z.literal('workspace'), workspaceId: z.string() }),
]);
export type LiveScope = z.infer<typeof liveScopeSchema>;

/** Everything that one kind of watcher may see, at one moment. */
export const livePictureSchema = z.object({
  scope: liveScopeSchema,
  /** Grows with every change of this scope; has gaps. */
  seq: z.int().positive(),
  at: time,
  agents: z.array(liveAgentSchema),
  queue: z.array(liveQueueSchema),
  jobs: z.array(liveJobSchema),
  attempts: z.array(liveAttemptSchema),
  orders: z.array(liveOrderSchema),
  events: z.array(liveEventSchema),
});
export type LivePicture = z.infer<typeof livePictureSchema>;
