import type { Failure, FailureCode } from '@farm/shared/wire';

/** A render that ended in a way the wire knows. `message` is one sentence for the customer. */
export class RenderFailure extends Error {
  readonly code: FailureCode;
  /** For the log only: exit code, last lines of stderr. */
  readonly details: Record<string, unknown>;

  constructor(code: FailureCode, message: string, details: Record<string, unknown> = {}, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'RenderFailure';
    this.code = code;
    this.details = details;
  }

  toFailure(): Failure {
    return { code: this.code, message: this.message.slice(0, 2000), details: this.details };
  }
}
