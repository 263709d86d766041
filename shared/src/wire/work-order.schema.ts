import { z } from 'zod';
import { sceneSchema, sourceSchema } from '../scene/index.js';
import { downloadGrantSchema } from '../storage/index.js';
import { toolPlanSchema } from '../tools/index.js';
import { engineSchema } from './capabilities.schema.js';

/** Where the agent gets one source of the order: a grant for the farm's own files, or a URL through the guarded door. */
export const orderInputSchema = z.object({
  /** Key in the sources of the order. */
  key: z.string(),
  grant: downloadGrantSchema.optional(),
});
export type OrderInput = z.infer<typeof orderInputSchema>;

/** What every order has. */
const orderBase = {
  orderId: z.string(),
  jobId: z.string(),
  attemptId: z.string(),
  /** Fencing token: the attempt's number within its order. Every report carries it. */
  token: z.int().positive(),
  inputs: z.array(orderInputSchema),
  limits: z.object({
    /** Seconds of wall clock for the whole attempt. */
    wallSeconds: z.number().positive(),
    /** Bytes of one downloaded source. */
    sourceBytes: z.int().positive(),
  }),
};

/** True: `deliver` orders will follow for the master; an agent that keeps it need not fetch it again. */
const keepsMaster = { keepMaster: z.boolean().optional() };

/** A whole render: scene in, master file and previews out. */
export const wholeOrderSchema = z.object({
  ...orderBase,
  kind: z.literal('whole'),
  engine: engineSchema,
  scene: sceneSchema,
  ...keepsMaster,
});

/** A direct ffmpeg plan without a scene: media in, one file out. */
export const toolOrderSchema = z.object({
  ...orderBase,
  kind: z.literal('tool'),
  engine: engineSchema,
  name: z.string(),
  plan: toolPlanSchema,
  sources: z.record(z.string(), sourceSchema),
});

/** Look at one asset: its facts and a small picture of it. Its one input has the key `file`. */
export const inspectOrderSchema = z.object({
  ...orderBase,
  kind: z.literal('inspect'),
  engine: z.literal('io'),
  name: z.string(),
  type: z.enum(['image', 'video', 'audio', 'font']),
  sources: z.record(z.string(), sourceSchema),
});

/**
 * Send a finished file to a customer's destination. Its one input has the key `master`; permission to write comes
 * from `grants.upload`, asked for when the bytes are here.
 */
export const deliverOrderSchema = z.object({
  ...orderBase,
  kind: z.literal('deliver'),
  engine: z.literal('io'),
  file: z.object({
    fileName: z.string(),
    contentType: z.string(),
    sizeBytes: z.int().nonnegative(),
    sha256: z.string(),
  }),
  /** For messages: which kind of storage, and what its owner calls it. */
  target: z.object({ provider: z.string(), name: z.string() }),
});

/** What an agent is given. Later kinds (plan, chunk, audio, stitch) join this union. */
export const workOrderSchema = z.discriminatedUnion('kind', [
  wholeOrderSchema,
  toolOrderSchema,
  inspectOrderSchema,
  deliverOrderSchema,
]);
export type WorkOrder = z.infer<typeof workOrderSchema>;
export type OrderOf<K extends WorkOrder['kind']> = Extract<WorkOrder, { kind: K }>;

export const fileRoleSchema = z.enum(['master', 'poster', 'sprite', 'thumbnail']);
export type FileRole = z.infer<typeof fileRoleSchema>;
