import { z } from 'zod';
import { mediaFactsSchema, sceneSchema, sourceSchema } from '../scene/index.js';
import { downloadGrantSchema } from '../storage/index.js';
import { frameRangeSchema, rationalSchema } from '../time/index.js';
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

/** Measure the sources of a scene and say into which pieces it is cut; nothing is drawn. */
export const planOrderSchema = z.object({
  ...orderBase,
  kind: z.literal('plan'),
  engine: z.literal('io'),
  scene: sceneSchema,
  /** Frames of a piece; the planner rounds up to whole groups of pictures. */
  pieceFrames: z.int().positive(),
  /** The encoder of all pieces: pieces of different families do not join. */
  encoder: engineSchema,
});

/** What the planner measured: every piece is timed by the same facts, whoever draws it. */
const measured = { scene: sceneSchema, facts: z.record(z.string(), mediaFactsSchema) };

/** Some frames of a scene without its sound: a closed run of groups of pictures, beginning with a key frame. */
export const chunkOrderSchema = z.object({
  ...orderBase,
  ...measured,
  kind: z.literal('chunk'),
  engine: engineSchema,
  range: frameRangeSchema,
});

/** The whole sound of a scene, mixed and encoded once. */
export const audioOrderSchema = z.object({
  ...orderBase,
  ...measured,
  kind: z.literal('audio'),
  engine: z.literal('io'),
});

/** Join the pieces without encoding again. Inputs: `chunk-0`, `chunk-1`, … in order, and `audio` when it sounds. */
export const stitchOrderSchema = z.object({
  ...orderBase,
  kind: z.literal('stitch'),
  engine: z.literal('io'),
  name: z.string(),
  width: z.int().positive(),
  height: z.int().positive(),
  fps: rationalSchema,
  /** The frames of each piece, in order, without gaps from 0. */
  ranges: z.array(frameRangeSchema).min(1),
  sound: z.boolean(),
  ...keepsMaster,
});

/** What an agent is given. */
export const workOrderSchema = z.discriminatedUnion('kind', [
  wholeOrderSchema,
  planOrderSchema,
  chunkOrderSchema,
  audioOrderSchema,
  stitchOrderSchema,
  toolOrderSchema,
  inspectOrderSchema,
  deliverOrderSchema,
]);
export type WorkOrder = z.infer<typeof workOrderSchema>;
export type OrderOf<K extends WorkOrder['kind']> = Extract<WorkOrder, { kind: K }>;

export const fileRoleSchema = z.enum(['master', 'poster', 'sprite', 'thumbnail', 'piece']);
export type FileRole = z.infer<typeof fileRoleSchema>;
