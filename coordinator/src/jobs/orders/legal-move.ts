import type { Refusal } from '../job.state.js';

/** The tables refuse what they do not know; under the locks and behind the fence that is a mistake of ours. */
export function legal<S extends string, E extends string>(what: string, next: S | Refusal<S, E>): S {
  if (typeof next === 'string') return next;
  throw new Error(`${what}: no move from ${next.state} by ${next.event}.`);
}
