import type { FailureCode } from '@farm/shared/wire';
import type { OrderKind } from '../job.types.js';

/** A work order that was given up. */
export interface DeadLetter {
  orderId: string;
  jobId: string;
  workspaceId: string;
  kind: OrderKind;
  /** Of the job. */
  name: string;
  /** Why: the code of its last attempt. */
  code: FailureCode;
  /** The sentence of its last attempt. */
  message: string;
  /** Counted failures. */
  failures: number;
  /** Agents that failed it. */
  agentIds: string[];
  failedAt: Date;
  /** The job that was made of it when it was tried again; null: it was not. */
  retriedAs: string | null;
}

export interface DeadLetterQuery {
  page: number;
  limit: number;
  code?: string | undefined;
  workspaceId?: string | undefined;
}
