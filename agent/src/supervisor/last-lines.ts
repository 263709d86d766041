import type { Outcome } from '../executor/attempt-runner.js';

/** How an attempt ended, as the last lines of its log. */
export function lastLines(outcome: Outcome): string[] {
  switch (outcome.kind) {
    case 'done':
      return ['the attempt ended well'];
    case 'dropped':
      return ['the attempt was stopped: its lease is gone'];
    case 'failed': {
      const { code, message, details } = outcome.failure;
      const error = details?.['error'];
      return [
        ...(typeof error === 'string' ? [`error: ${error}`] : []),
        `the attempt failed: ${code}: ${message}`,
      ];
    }
  }
}
