export const JOB_STATES = ['pending', 'rendering', 'completed', 'failed', 'cancelled'] as const;
export type JobState = (typeof JOB_STATES)[number];
export const JOB_EVENTS = ['started', 'finished', 'gave-up', 'cancelled'] as const;
export type JobEvent = (typeof JOB_EVENTS)[number];

/** A move that the table does not know. */
export interface Refusal<S, E> {
  refused: true;
  state: S;
  event: E;
}

/**
 * ```
 * pending ──started──► rendering ──finished──► completed
 *    │                  │ started (a retry)
 *    ├──gave-up─────────┴──gave-up──► failed
 *    └──cancelled───────────cancelled──► cancelled
 * ```
 */
const TABLE: Record<JobState, Partial<Record<JobEvent, JobState>>> = {
  pending: { started: 'rendering', 'gave-up': 'failed', cancelled: 'cancelled' },
  rendering: { started: 'rendering', finished: 'completed', 'gave-up': 'failed', cancelled: 'cancelled' },
  completed: {},
  failed: {},
  cancelled: {},
};

/** The state after `event`, or a refusal. */
export function nextJobState(state: JobState, event: JobEvent): JobState | Refusal<JobState, JobEvent> {
  return TABLE[state][event] ?? { refused: true, state, event };
}

export const isFinalJobState = (state: JobState): boolean => Object.keys(TABLE[state]).length === 0;
