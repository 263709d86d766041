import type { Refusal } from '../job.state.js';

export const ORDER_STATES = ['waiting', 'running', 'done', 'failed', 'cancelled'] as const;
export type OrderState = (typeof ORDER_STATES)[number];
export const ORDER_EVENTS = [
  'leased',
  'finished',
  'offer-refused',
  'will-retry',
  'gave-up',
  'cancelled',
] as const;
export type OrderEvent = (typeof ORDER_EVENTS)[number];

/** `running` = one attempt holds the lease (offered or accepted). `will-retry` includes a lost lease. */
const ORDERS: Record<OrderState, Partial<Record<OrderEvent, OrderState>>> = {
  waiting: { leased: 'running', 'gave-up': 'failed', cancelled: 'cancelled' },
  running: {
    finished: 'done',
    'offer-refused': 'waiting',
    'will-retry': 'waiting',
    'gave-up': 'failed',
    cancelled: 'cancelled',
  },
  done: {},
  failed: {},
  cancelled: {},
};

export function nextOrderState(
  state: OrderState,
  event: OrderEvent,
): OrderState | Refusal<OrderState, OrderEvent> {
  return ORDERS[state][event] ?? { refused: true, state, event };
}

export const ATTEMPT_STATES = ['offered', 'running', 'done', 'failed', 'refused', 'cancelled'] as const;
export type AttemptState = (typeof ATTEMPT_STATES)[number];
export const ATTEMPT_EVENTS = ['accepted', 'finished', 'failed', 'refused', 'cancelled'] as const;
export type AttemptEvent = (typeof ATTEMPT_EVENTS)[number];

/**
 * `offered`: leased, the agent has not answered. A beat, a hello or a report that names the attempt is as good as
 * the ack, so a lost ack loses nothing. `failed` covers a lost lease (failure code agent-lost).
 */
const ATTEMPTS: Record<AttemptState, Partial<Record<AttemptEvent, AttemptState>>> = {
  offered: { accepted: 'running', failed: 'failed', refused: 'refused', cancelled: 'cancelled' },
  running: { accepted: 'running', finished: 'done', failed: 'failed', cancelled: 'cancelled' },
  done: {},
  failed: {},
  refused: {},
  cancelled: {},
};

export function nextAttemptState(
  state: AttemptState,
  event: AttemptEvent,
): AttemptState | Refusal<AttemptState, AttemptEvent> {
  return ATTEMPTS[state][event] ?? { refused: true, state, event };
}

/** States in which an attempt holds its lease. The unique index `attempts_one_lease` lists the same two. */
export const LEASED_STATES: readonly AttemptState[] = ['offered', 'running'];
