import { FAILURES, type Engine, type Failure, type FailureCode, type SlotEngine } from '@farm/shared/wire';

export interface FailedTry {
  failure: Failure;
  engine: SlotEngine;
  /** Counted failures before this one. */
  failuresBefore: number;
  maxAttempts: number;
  /** Attempts of this order that went down with their agent, this one included. */
  losses: number;
  /** 0..1, from outside: spreads retries. */
  random: number;
}

export type Verdict =
  | {
      kind: 'retry';
      failures: number;
      delayMs: number;
      /** Others are preferred for the next try. */
      avoidAgent: boolean;
      /** The engine whose encoder failed: this order goes to another one, the agent keeps it. */
      excludeEngine?: Engine;
    }
  | { kind: 'give-up'; failures: number; message: string };

const FIRST_DELAY_MS = 1000;
const MAX_DELAY_MS = 30_000;
/** The machine fell over: that says nothing about the job, until it happens to it again and again. */
export const LOSSES: readonly FailureCode[] = ['agent-lost', 'agent-restarted'];
/** After so many losses the job itself is suspected of felling its agents. */
const MOST_LOSSES = 20;
const AT_ONCE: readonly FailureCode[] = [...LOSSES, 'agent-drained'];
/** The agent stopped an attempt that nobody had cancelled. */
const UNASKED_STOP_DELAY_MS = 5000;

/** What follows a failed attempt: another one, when and where; or the end of the job with a sentence. */
export function judgeFailure(tried: FailedTry): Verdict {
  const { code, message } = tried.failure;
  const facts = FAILURES[code];
  const failures = tried.failuresBefore + (facts.counts ? 1 : 0);
  if (code === 'cancelled')
    return { kind: 'retry', failures, delayMs: UNASKED_STOP_DELAY_MS, avoidAgent: true };
  if (!facts.retryable) return { kind: 'give-up', failures, message };
  if (failures >= tried.maxAttempts)
    return { kind: 'give-up', failures, message: afterTries(message, failures) };
  if (LOSSES.includes(code) && tried.losses >= MOST_LOSSES)
    return { kind: 'give-up', failures, message: afterTries(message, tried.losses) };
  return {
    kind: 'retry',
    failures,
    delayMs: AT_ONCE.includes(code) ? 0 : backoff(failures, tried.random),
    avoidAgent: code !== 'agent-drained',
    ...(code === 'encoder-failed' && tried.engine !== 'cpu' && tried.engine !== 'io'
      ? { excludeEngine: tried.engine }
      : {}),
  };
}

/** 1 s, 2 s, 4 s … 30 s, give or take a quarter. */
function backoff(failures: number, random: number): number {
  const whole = Math.min(MAX_DELAY_MS, FIRST_DELAY_MS * 2 ** Math.max(0, failures - 1));
  return Math.round(whole * (0.75 + random / 2));
}

const afterTries = (message: string, tries: number): string =>
  tries > 1 ? `${message.replace(/\s+$/, '')} (Given up after ${tries} attempts.)` : message;
