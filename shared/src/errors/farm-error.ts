import { ERROR_CODES, type FarmErrorCode } from './codes.js';

/** Whose fault an error is: the caller's, somebody else's server, or ours. */
export type Fault = 'user' | 'upstream' | 'internal';

export interface FarmErrorFacts {
  /** Facts for the log and for `details` of the answer; never secrets. */
  details?: Record<string, unknown>;
  cause?: unknown;
}

/** The base of every error that an API caller can see. `message` is one sentence for that caller. */
export class FarmError extends Error {
  readonly code: FarmErrorCode;
  readonly details: Record<string, unknown>;

  constructor(code: FarmErrorCode, message: string, facts: FarmErrorFacts = {}) {
    super(message, facts.cause === undefined ? undefined : { cause: facts.cause });
    this.name = 'FarmError';
    this.code = code;
    this.details = facts.details ?? {};
  }

  get status(): number {
    return ERROR_CODES[this.code].status;
  }

  get fault(): Fault {
    return ERROR_CODES[this.code].fault;
  }
}
