import { z } from 'zod';
import { attemptRefSchema } from './agent-events.js';
import { workOrderSchema } from './work-order.schema.js';

export const offerAckSchema = z.union([
  z.object({ accepted: z.literal(true) }),
  z.object({
    accepted: z.literal(false),
    reason: z.enum(['no-slot', 'draining', 'disk-full', 'unsupported', 'not-ready', 'invalid']),
    message: z.string(),
  }),
]);

/** coordinator -> agent: event name -> what is sent and what is answered. */
export const COORDINATOR_EVENTS = {
  'work.offer': { payload: z.object({ order: workOrderSchema }), ack: offerAckSchema },
  'work.stop': {
    payload: attemptRefSchema.extend({ reason: z.enum(['cancelled', 'lease-lost']) }),
    ack: z.object({ ok: z.literal(true) }),
  },
  drain: {
    payload: z.object({ mode: z.enum(['finish', 'now', 'off']) }),
    ack: z.object({ ok: z.literal(true) }),
  },
  /** Since 1.2: measure anew what your encoders can do, and say hello again with what you find. */
  probe: { payload: z.object({}), ack: z.object({ ok: z.literal(true) }) },
  /** Sent before a coordinator goes away on purpose: reconnect, keep rendering. */
  bye: { payload: z.object({}), ack: z.object({ ok: z.literal(true) }) },
} as const;

export type CoordinatorEvent = keyof typeof COORDINATOR_EVENTS;
export type CoordinatorPayload<E extends CoordinatorEvent> = z.infer<
  (typeof COORDINATOR_EVENTS)[E]['payload']
>;
export type CoordinatorAck<E extends CoordinatorEvent> = z.infer<(typeof COORDINATOR_EVENTS)[E]['ack']>;
