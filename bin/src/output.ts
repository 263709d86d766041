import { describeError } from './cli-error.js';
import type { ExitCode } from './exit-codes.js';

/** A line on standard output: the result of a command and nothing else. */
export function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** A line on standard error: what people want to know and scripts do not read. */
export function note(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** One JSON document on standard output. */
export function sayJson(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
}

/** Prints what was thrown: sentences on standard error, with `json` one object on standard output. Returns the exit code. */
export function sayError(error: unknown, json: boolean): ExitCode {
  const { message, lines, exitCode } = describeError(error);
  if (json) sayJson({ error: message, ...(lines.length > 0 ? { problems: lines } : {}), exitCode });
  else note([`framefarm: ${message}`, ...lines.map((line) => `  ${line}`)].join('\n'));
  if (process.env['FRAMEFARM_LOG_LEVEL'] === 'debug' && error instanceof Error) note(error.stack ?? '');
  return exitCode;
}

/** `1.4 MB`, `830 kB`. */
export function sizeText(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  if (bytes < 1e6) return `${Math.round(bytes / 1e3)} kB`;
  return bytes < 1e9 ? `${(bytes / 1e6).toFixed(1)} MB` : `${(bytes / 1e9).toFixed(2)} GB`;
}
