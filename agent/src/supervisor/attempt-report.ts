import type { AttemptRef } from '@farm/shared/wire';
import type { Outcome } from '../executor/attempt-runner.js';
import type { Report } from '../link/index.js';

/** What the coordinator is told of an end; nothing when it has given the order to somebody else. */
export function reportOf(ref: AttemptRef, outcome: Outcome): Report | undefined {
  switch (outcome.kind) {
    case 'done':
      return { event: 'attempt.done', payload: { ...ref, result: outcome.result } };
    case 'failed':
      return { event: 'attempt.failed', payload: { ...ref, failure: outcome.failure } };
    case 'dropped':
      return undefined;
  }
}

/** The way back: a later daemon ends the log of an attempt whose report is stored as its own would have done. */
export const outcomeOf = ({ event, payload }: Report): Outcome =>
  event === 'attempt.done'
    ? { kind: 'done', result: payload.result }
    : { kind: 'failed', failure: payload.failure };
