import type { Failure } from '@farm/shared/wire';
import type { Attempt, Job, WorkOrder } from '../job.types.js';

/** Job, order and attempt with their rows locked. */
export interface Held {
  job: Job;
  order: WorkOrder;
  attempt: Attempt;
}

/** What a transition changed, to be told after the commit. */
export interface Outcome {
  job: Job;
  attempt: Attempt;
  says: string;
  level?: 'info' | 'warn';
  facts?: Record<string, unknown>;
  /** The attempt failed after all. */
  failure?: Failure;
  /** Orders that wait now, again or for the first time. */
  waiting?: WorkOrder[];
  /** Other attempts that must end now. */
  stopped?: Attempt[];
  /** The attempt's files are nobody's. */
  discard?: boolean;
}
