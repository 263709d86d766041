import type { Phase, SlotEngine } from '@farm/shared/wire';
import type { JobState } from '../job.state.js';
import type { Attempt, Job, Lane, OrderKind } from '../job.types.js';
import type { OrderState } from '../orders/work-order.state.js';

/** Whose work: of these workspaces, and of the whole farm too. What is cut is cut from the others first. */
export interface WorkOf {
  farm: boolean;
  workspaceIds: readonly string[];
}

/** Orders of one workspace in one lane. */
export interface QueueCount {
  workspaceId: string;
  lane: Lane;
  waiting: number;
  running: number;
  /** Jobs that nobody has begun. */
  jobs: number;
  oldestWaitingAt: Date | null;
}

/** A job that has not ended, with what a list shows of it. */
export type JobGlance = Pick<
  Job,
  'id' | 'workspaceId' | 'name' | 'kind' | 'stage' | 'progress' | 'width' | 'height' | 'priority'
> & { state: JobState; createdAt: Date; startedAt: Date | null };

/** An attempt that holds a lease. */
export type AttemptGlance = Pick<
  Attempt,
  'id' | 'jobId' | 'orderId' | 'workspaceId' | 'agentId' | 'state'
> & {
  kind: OrderKind;
  engine: SlotEngine;
  phase: Phase | null;
  percent: number;
  framesDone: number;
  framesTotal: number;
  createdAt: Date;
};

/** One piece of a job, whatever its kind. */
export interface OrderGlance {
  id: string;
  jobId: string;
  workspaceId: string;
  kind: OrderKind;
  lane: Lane;
  state: OrderState;
  /** As it was written down for this kind of order. */
  payload: object;
  lastToken: number;
  failures: number;
  createdAt: Date;
  finishedAt: Date | null;
}

/** The work of a farm at one moment, cut where it is long. */
export interface WorkOverview {
  queue: QueueCount[];
  jobs: JobGlance[];
  attempts: AttemptGlance[];
  orders: OrderGlance[];
}

export type JobName = Pick<Job, 'name' | 'kind'>;
