import {
  ATTEMPT_EVENTS,
  ATTEMPT_STATES,
  nextAttemptState,
  nextOrderState,
  ORDER_EVENTS,
  ORDER_STATES,
} from './work-order.state.js';

const ORDERS: Record<string, string> = {
  'waiting leased': 'running',
  'waiting gave-up': 'failed',
  'waiting cancelled': 'cancelled',
  'running finished': 'done',
  'running offer-refused': 'waiting',
  'running will-retry': 'waiting',
  'running gave-up': 'failed',
  'running cancelled': 'cancelled',
};
const ATTEMPTS: Record<string, string> = {
  'offered accepted': 'running',
  'offered failed': 'failed',
  'offered refused': 'refused',
  'offered cancelled': 'cancelled',
  'running accepted': 'running',
  'running finished': 'done',
  'running failed': 'failed',
  'running cancelled': 'cancelled',
};

describe('states of a work order', () => {
  test.each(ORDER_STATES.flatMap((state) => ORDER_EVENTS.map((event) => [state, event] as const)))(
    'O: %s --%s--> as the table says',
    (state, event) => {
      expect(nextOrderState(state, event)).toEqual(
        ORDERS[`${state} ${event}`] ?? { refused: true, state, event },
      );
    },
  );
});

describe('states of an attempt', () => {
  test.each(ATTEMPT_STATES.flatMap((state) => ATTEMPT_EVENTS.map((event) => [state, event] as const)))(
    'A: %s --%s--> as the table says',
    (state, event) => {
      expect(nextAttemptState(state, event)).toEqual(
        ATTEMPTS[`${state} ${event}`] ?? { refused: true, state, event },
      );
    },
  );
});
