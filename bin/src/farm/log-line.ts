/** The parts of a pino line that a person wants to see. */
export interface LogLine {
  /** pino's numbers: 30 info, 40 warn, 50 error, 60 fatal. */
  level: number;
  message: string;
}

const NAMES: Record<number, string> = {
  10: 'trace',
  20: 'debug',
  30: 'info',
  40: 'warn',
  50: 'error',
  60: 'fatal',
};

/** Lines that are not pino's (a crash of Node, a sentence before the logger exists) count as errors. */
export function parseLogLine(line: string): LogLine {
  try {
    const entry = JSON.parse(line) as { level?: number; msg?: string; err?: { message?: string } };
    if (typeof entry.level === 'number') {
      const cause = entry.err?.message && entry.err.message !== entry.msg ? `: ${entry.err.message}` : '';
      return { level: entry.level, message: `${entry.msg ?? ''}${cause}` };
    }
  } catch {
    // Not JSON: plain text.
  }
  return { level: line.startsWith('Framefarm ready') ? 30 : 50, message: line };
}

export function printLogLine(source: string, { level, message }: LogLine): string {
  return `${source} ${NAMES[level] ?? level}: ${message}`;
}
