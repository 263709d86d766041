import { FAILURES, type FailureCode } from '@farm/shared/wire';
import { judgeFailure, type FailedTry } from './retry.policy.js';

const tried = (code: FailureCode, more: Partial<FailedTry> = {}): FailedTry => ({
  failure: { code, message: 'It broke.' },
  engine: 'cpu',
  failuresBefore: 0,
  maxAttempts: 3,
  losses: 0,
  random: 0.5,
  ...more,
});

describe('what follows a failed attempt', () => {
  const codes = Object.keys(FAILURES) as FailureCode[];
  test.each(codes.filter((code) => code !== 'cancelled'))('%s: as the table of failures says', (code) => {
    expect(judgeFailure(tried(code)).kind).toBe(FAILURES[code].retryable ? 'retry' : 'give-up');
    expect(judgeFailure(tried(code)).failures).toBe(FAILURES[code].counts ? 1 : 0);
  });
  test('a missing source is not tried again, and the customer reads why', () => {
    expect(judgeFailure(tried('source-not-found'))).toEqual({
      kind: 'give-up',
      failures: 1,
      message: 'It broke.',
    });
  });
  test('the third counted failure ends the order and says how often it was tried', () => {
    expect(judgeFailure(tried('crashed', { failuresBefore: 1 })).kind).toBe('retry');
    expect(judgeFailure(tried('crashed', { failuresBefore: 2 }))).toEqual({
      kind: 'give-up',
      failures: 3,
      message: 'It broke. (Given up after 3 attempts.)',
    });
  });
  test('a drained agent says nothing about the job: uncounted, at once, same agent welcome', () => {
    expect(judgeFailure(tried('agent-drained', { failuresBefore: 2 }))).toEqual({
      kind: 'retry',
      failures: 2,
      delayMs: 0,
      avoidAgent: false,
    });
  });
  test('a killed agent costs the job nothing, until twenty went down with it', () => {
    for (const code of ['agent-lost', 'agent-restarted'] as const) {
      expect(judgeFailure(tried(code, { failuresBefore: 2, losses: 19 }))).toEqual({
        kind: 'retry',
        failures: 2,
        delayMs: 0,
        avoidAgent: true,
      });
      expect(judgeFailure(tried(code, { losses: 20 }))).toMatchObject({
        kind: 'give-up',
        message: 'It broke. (Given up after 20 attempts.)',
      });
    }
  });
  test('waits grow, are spread by a quarter, and end at 30 s', () => {
    const delay = (failuresBefore: number, random: number) => {
      const verdict = judgeFailure(tried('crashed', { failuresBefore, random, maxAttempts: 20 }));
      return verdict.kind === 'retry' ? verdict.delayMs : -1;
    };
    expect([0, 1, 2, 3].map((before) => delay(before, 0.5))).toEqual([1000, 2000, 4000, 8000]);
    expect([delay(0, 0), delay(0, 1)]).toEqual([750, 1250]);
    expect(delay(15, 0.5)).toBe(30_000);
  });
  test('a hardware encoder that failed lowers the rung of this order only', () => {
    expect(judgeFailure(tried('encoder-failed', { engine: 'nvenc' }))).toMatchObject({
      excludeEngine: 'nvenc',
    });
    expect(judgeFailure(tried('encoder-failed', { engine: 'cpu' }))).not.toHaveProperty('excludeEngine');
  });
  test('an agent that stops on its own gives the order back', () => {
    expect(judgeFailure(tried('cancelled', { failuresBefore: 2 }))).toMatchObject({
      kind: 'retry',
      failures: 2,
    });
  });
});
