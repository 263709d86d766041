import { z } from 'zod';
import { sceneSchema } from '../scene/index.js';
import { downloadGrantSchema } from '../storage/index.js';
import { engineSchema } from './capabilities.schema.js';

/** Where the agent gets one source of the scene: a grant for the farm's own files, or a URL through the guarded door. */
export const orderInputSchema = z.object({
  /** Key in `scene.sources`. */
  key: z.string(),
  grant: downloadGrantSchema.optional(),
});

/** What an agent is given. Later kinds (plan, chunk, audio, stitch) join this union. */
export const workOrderSchema = z.object({
  kind: z.literal('whole'),
  orderId: z.string(),
  jobId: z.string(),
  attemptId: z.string(),
  /** Fencing token: the attempt's number within its order. Every report carries it. */
  token: z.int().positive(),
  engine: engineSchema,
  scene: sceneSchema,
  inputs: z.array(orderInputSchema),
  limits: z.object({
    /** Seconds of wall clock for the whole attempt. */
    wallSeconds: z.number().positive(),
    /** Bytes of one downloaded source. */
    sourceBytes: z.int().positive(),
  }),
});
export type WorkOrder = z.infer<typeof workOrderSchema>;

export const fileRoleSchema = z.enum(['master', 'poster', 'sprite']);
export type FileRole = z.infer<typeof fileRoleSchema>;
