import type { Failure, SlotEngine } from '@farm/shared/wire';
import type { OrderKind } from '../job.types.js';
import type { AttemptState } from '../orders/work-order.state.js';

/** One attempt as its log is headed. */
export interface LoggedAttempt {
  id: string;
  /** 1, 2, 3 … in the order of the offers of the job; those that an agent declined leave a gap. */
  number: number;
  kind: OrderKind;
  agentId: string;
  engine: SlotEngine;
  state: AttemptState;
  createdAt: Date;
  endedAt: Date | null;
  failure: Failure | null;
  /** Size of its log. */
  bytes: number;
}

/** Attempts of a job that are wanted beside its first ones. */
export interface WantedAttempts {
  number?: number | undefined;
  ids?: readonly string[];
}

/** A stretch of the log of one attempt. */
export interface LogEntry {
  attemptId: string;
  /** Place of the text in the log of its attempt, bytes. */
  startsAt: number;
  text: string;
}

/** What of a log is wanted. */
export interface LogRange {
  jobId: string;
  /** One attempt only; absent: all of the job, as it came. */
  attemptId?: string | undefined;
  /** Bytes to skip: of the attempt's log, or of the job's. */
  offset: number;
}

/** A part of a log: at most LOG_READ_BYTES and a little. */
export interface LogPart {
  entries: LogEntry[];
  /** The attempt whose log stands right before the part; undefined: this is the beginning. */
  before: string | undefined;
  /** Offset behind the part. */
  next: number;
  /** There is more already. */
  more: boolean;
}
