export const RUN_STATUSES = [
  'queued',
  'running',
  'waiting_review',
  'completed',
  'failed',
  'cancelled',
] as const;
export type RunStatus = (typeof RUN_STATUSES)[number];
export const RUN_EVENTS = [
  'started',
  'asked',
  'answered',
  'finished',
  'gave-up',
  'revived',
  'cancelled',
] as const;
export type RunEvent = (typeof RUN_EVENTS)[number];

export const STEP_STATUSES = ['pending', 'running', 'waiting', 'completed', 'failed', 'skipped'] as const;
export type StepStatus = (typeof STEP_STATUSES)[number];
export const STEP_EVENTS = [
  'started',
  'asked',
  'finished',
  'put-off',
  'gave-up',
  'rejected',
  'revived',
  'skipped',
  'cancelled',
] as const;
export type StepEvent = (typeof STEP_EVENTS)[number];

/** A move that the table does not know. */
export interface Refusal<S, E> {
  refused: true;
  state: S;
  event: E;
}

/**
 * ```
 * queued ──started──► running ──finished──► completed
 *    │                 │  ▲ └──gave-up──► failed ──revived (a step is retried or skipped)──► running
 *    │           asked │  │ answered
 *    │                 ▼  │
 *    │            waiting_review
 *    └──────cancelled──┴──────────────► cancelled
 * ```
 */
const RUNS: Record<RunStatus, Partial<Record<RunEvent, RunStatus>>> = {
  queued: { started: 'running', cancelled: 'cancelled' },
  running: {
    asked: 'waiting_review',
    finished: 'completed',
    'gave-up': 'failed',
    // A step further on may be skipped while the run goes on.
    revived: 'running',
    cancelled: 'cancelled',
  },
  waiting_review: { answered: 'running', cancelled: 'cancelled' },
  completed: {},
  failed: { revived: 'running' },
  cancelled: {},
};

/**
 * ```
 * pending ──started──► running ──finished──► completed
 *    ▲ │                │ │ └──gave-up──► failed ──revived──► pending
 *    │ │asked           │ └─put-off (a retry later)──► pending
 *    │ ▼                └─cancelled──► failed
 *    │ waiting ──finished──► completed, ──rejected──► failed
 *    └─ pending, waiting, failed ──skipped──► skipped;  pending, waiting ──cancelled──► skipped
 * ```
 */
const STEPS: Record<StepStatus, Partial<Record<StepEvent, StepStatus>>> = {
  pending: { started: 'running', asked: 'waiting', skipped: 'skipped', cancelled: 'skipped' },
  running: {
    // Again after a crash: the same try goes on.
    started: 'running',
    finished: 'completed',
    'put-off': 'pending',
    'gave-up': 'failed',
    cancelled: 'failed',
  },
  waiting: { finished: 'completed', rejected: 'failed', skipped: 'skipped', cancelled: 'skipped' },
  completed: {},
  failed: { revived: 'pending', skipped: 'skipped' },
  skipped: {},
};

/** The status after `event`, or a refusal. */
export function nextRunStatus(status: RunStatus, event: RunEvent): RunStatus | Refusal<RunStatus, RunEvent> {
  return RUNS[status][event] ?? { refused: true, state: status, event };
}

/** The status after `event`, or a refusal. */
export function nextStepStatus(
  status: StepStatus,
  event: StepEvent,
): StepStatus | Refusal<StepStatus, StepEvent> {
  return STEPS[status][event] ?? { refused: true, state: status, event };
}

export const isEndedRun = (status: RunStatus): boolean =>
  status === 'completed' || status === 'failed' || status === 'cancelled';
