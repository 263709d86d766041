import { z } from 'zod';
import {
  liveAgentSchema,
  liveAttemptSchema,
  liveEventSchema,
  liveJobSchema,
  liveOrderSchema,
  livePictureSchema,
  liveQueueSchema,
} from './picture.schema.js';

const ids = z.array(z.string());

/** The way from the picture `from` to the picture `seq`: things to put in place of their namesakes, and things gone. */
export const liveChangeSchema = z.object({
  from: z.int().positive(),
  seq: z.int().positive(),
  at: z.iso.datetime(),
  set: z.object({
    agents: z.array(liveAgentSchema).optional(),
    queue: z.array(liveQueueSchema).optional(),
    jobs: z.array(liveJobSchema).optional(),
    attempts: z.array(liveAttemptSchema).optional(),
    orders: z.array(liveOrderSchema).optional(),
  }),
  gone: z.object({
    agents: ids.optional(),
    queue: ids.optional(),
    jobs: ids.optional(),
    attempts: ids.optional(),
    orders: ids.optional(),
  }),
  /** New ones since, newest last. */
  events: z.array(liveEventSchema),
});
export type LiveChange = z.infer<typeof liveChangeSchema>;

/** coordinator -> watcher. Each is answered by `seen`; until then nothing more is sent. */
export const LIVE_MESSAGES = { picture: livePictureSchema, change: liveChangeSchema } as const;

/** watcher -> coordinator: the number of the picture that it shows now; or that it wants a whole one. */
export const LIVE_ANSWERS = { seen: z.int().positive(), look: z.undefined().or(z.null()) } as const;
