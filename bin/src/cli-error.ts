import { EXIT, type ExitCode } from './exit-codes.js';

/** Ends a command with a sentence for the person at the terminal and an exit code for the script. */
export class CliError extends Error {
  constructor(
    message: string,
    readonly exitCode: ExitCode = EXIT.failed,
    /** Further lines, one each: the problems of a document, the candidates that were refused. */
    readonly lines: readonly string[] = [],
  ) {
    super(message);
    this.name = 'CliError';
  }
}

/** What to print and how to exit for anything that was thrown. */
export function describeError(error: unknown): {
  message: string;
  lines: readonly string[];
  exitCode: ExitCode;
} {
  if (error instanceof CliError)
    return { message: error.message, lines: error.lines, exitCode: error.exitCode };
  const message = error instanceof Error ? error.message : String(error);
  const interrupted = error instanceof Error && error.name === 'AbortError';
  return {
    message: interrupted ? 'Interrupted.' : message,
    lines: [],
    exitCode: interrupted ? EXIT.interrupted : EXIT.internal,
  };
}
