import { z } from 'zod';
import { downloadGrantSchema, uploadGrantSchema } from '../storage/index.js';
import { capabilitiesSchema, inventorySchema, slotsSchema } from './capabilities.schema.js';
import { failureSchema } from './failure.schema.js';
import { progressSchema } from './progress.schema.js';
import { vitalsSchema } from './vitals.schema.js';
import { fileRoleSchema } from './work-order.schema.js';
import { workResultSchema } from './work-result.schema.js';

const refusal = z.object({ ok: z.literal(false), code: z.string(), message: z.string() });
/** Names one try of one work order; every report carries it. */
export const attemptRefSchema = z.object({
  attemptId: z.uuid(),
  orderId: z.uuid(),
  token: z.int().positive(),
});
export type AttemptRef = z.infer<typeof attemptRefSchema>;

export const joinSchema = z.object({ agentId: z.uuid(), name: z.string().max(100) });
export const joinAckSchema = z.union([z.object({ ok: z.literal(true), credential: z.string() }), refusal]);

export const helloSchema = z.object({
  /** New for every start of the daemon; tells a reconnect from a restart. */
  bootId: z.uuid(),
  version: z.string(),
  agentVersion: z.string(),
  name: z.string().max(100),
  inventory: inventorySchema,
  capabilities: capabilitiesSchema,
  slots: slotsSchema,
  /** Attempts that run here now, and those whose report still waits in the outbox. */
  running: z.array(attemptRefSchema),
});
export const helloAckSchema = z.union([
  z.object({
    ok: z.literal(true),
    heartbeatMs: z.int().positive(),
    leaseTtlMs: z.int().positive(),
    running: z.array(
      z.object({ attemptId: z.string(), verdict: z.enum(['keep', 'stop']), reason: z.string().optional() }),
    ),
    drain: z.enum(['finish', 'now']).nullable(),
  }),
  refusal,
]);

export const beatSchema = z.object({
  bootId: z.uuid(),
  attempts: z.array(attemptRefSchema.extend({ progress: progressSchema })),
  /** One-minute load average and free bytes of the work disk. */
  load: z.number().nonnegative(),
  diskFreeBytes: z.int().nonnegative(),
  /** False when the agent will refuse work now, with the reason. */
  accepting: z.boolean(),
  notAcceptingReason: z.string().optional(),
  /** A new measurement of the machine; most beats carry none. One that makes no sense is left out: leases matter more. */
  vitals: vitalsSchema.optional().catch(undefined),
});
export const beatAckSchema = z.union([
  z.object({
    ok: z.literal(true),
    stop: z.array(z.object({ attemptId: z.string(), reason: z.enum(['cancelled', 'lease-lost']) })),
    /** Beat so often from now on; absent (older coordinators): as hello said. */
    heartbeatMs: z.int().positive().optional(),
    drain: z.enum(['finish', 'now']).nullable(),
  }),
  /** code `say-hello`: the coordinator does not know this boot; the agent sends hello again. */
  refusal,
]);

/** The answer to a terminal report. Anything but an answer (no ack, lost socket) means: keep it and send again. */
export const reportAckSchema = z.union([
  z.object({
    ok: z.literal(true),
    applied: z.boolean(),
    reason: z.enum(['lease-lost', 'already', 'unknown']).optional(),
  }),
  refusal,
]);
export const attemptDoneSchema = attemptRefSchema.extend({ result: workResultSchema });
export const attemptFailedSchema = attemptRefSchema.extend({ failure: failureSchema });

/** Most bytes of text in one message, and most of one attempt that a coordinator keeps. */
export const LOG_CHUNK_BYTES = 32 * 1024;
export const LOG_MOST_BYTES = 512 * 1024;
/** A piece of an attempt's log: whole lines, each with its end of line. `offset` counts bytes of UTF-8 from the start. */
export const attemptLogSchema = attemptRefSchema.extend({
  offset: z.int().nonnegative(),
  text: z
    .string()
    .min(1)
    .max(LOG_CHUNK_BYTES)
    .refine((text) => !text.includes('\0') && !/\p{Cs}/u.test(text), 'a text that cannot be stored'),
});
/** `next` is the offset wanted next, whatever was sent: after a lost answer nothing is stored twice, and no gap stays. */
export const attemptLogAckSchema = z.union([
  z.object({ ok: z.literal(true), next: z.int().nonnegative() }),
  /** Any code but `internal` is final: send nothing more of this log. */
  refusal,
]);

export const uploadRequestSchema = attemptRefSchema.extend({
  files: z.array(
    z.object({
      role: fileRoleSchema,
      fileName: z.string(),
      sizeBytes: z.int().nonnegative(),
      contentType: z.string(),
    }),
  ),
});
export const uploadAckSchema = z.union([
  z.object({
    ok: z.literal(true),
    grants: z.array(z.object({ role: fileRoleSchema, grant: uploadGrantSchema })),
  }),
  refusal,
]);

export const inputRequestSchema = attemptRefSchema.extend({ keys: z.array(z.string()) });
export const inputAckSchema = z.union([
  z.object({
    ok: z.literal(true),
    grants: z.array(z.object({ key: z.string(), grant: downloadGrantSchema })),
  }),
  refusal,
]);

/** agent -> coordinator: event name -> what is sent and what is answered. */
export const AGENT_EVENTS = {
  join: { payload: joinSchema, ack: joinAckSchema },
  hello: { payload: helloSchema, ack: helloAckSchema },
  beat: { payload: beatSchema, ack: beatAckSchema },
  'attempt.done': { payload: attemptDoneSchema, ack: reportAckSchema },
  'attempt.failed': { payload: attemptFailedSchema, ack: reportAckSchema },
  'attempt.log': { payload: attemptLogSchema, ack: attemptLogAckSchema },
  'grants.upload': { payload: uploadRequestSchema, ack: uploadAckSchema },
  'grants.input': { payload: inputRequestSchema, ack: inputAckSchema },
} as const;

export type AgentEvent = keyof typeof AGENT_EVENTS;
export type AgentPayload<E extends AgentEvent> = z.infer<(typeof AGENT_EVENTS)[E]['payload']>;
export type AgentAck<E extends AgentEvent> = z.infer<(typeof AGENT_EVENTS)[E]['ack']>;
