import type { FailureCode } from '@farm/shared/wire';

/** Why a source could not be had. `message` continues a sentence: "layer 3 (…): the file at … <message>". */
export class SourceError extends Error {
  constructor(
    readonly code: Extract<
      FailureCode,
      'source-not-found' | 'source-refused' | 'source-too-large' | 'source-unreachable'
    >,
    message: string,
    cause?: unknown,
  ) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'SourceError';
  }
}
