import type { UnbookedEntry } from './credits.types.js';
import { roundCredits } from './estimate.policy.js';

/** What a workspace without a quota always has: clients need a number, and nothing moves it. */
export const UNLIMITED_CREDITS = 1_000_000;

/** What a workspace has used of its credits in a calendar month (UTC). */
export interface Account {
  /** Credits a month; null is no limit. */
  monthly: number | null;
  used: number;
  /** The month that `used` counts, as `2026-11`. */
  period: string;
}

/** Where a workspace stands, for people and for checks. */
export interface Standing {
  /** Credits left this month; below 0 when renders turned out dearer than estimated. */
  balance: number;
  monthly: number;
  used: number;
  /** Only then can a submission be refused. */
  limited: boolean;
  resetsAt: Date;
}

export const periodOf = (at: Date): string => at.toISOString().slice(0, 7);

/** The first moment of the next month. */
export const nextPeriod = (at: Date): Date =>
  new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + 1, 1));

/** The account as it is at `at`: a new month starts with nothing used. What comes late does not bring an old one back. */
export function rolled(account: Account, at: Date): Account {
  const period = periodOf(at);
  return account.period >= period ? account : { ...account, used: 0, period };
}

/** What a line of an ended job does to the use: the difference to what was reserved, or the reservation back. */
export function creditsOf({ action, amount, metadata }: UnbookedEntry): number {
  if (action === 'refunded') return -amount;
  const reserved = Number(metadata?.reserved ?? 0);
  return action === 'consumed' ? roundCredits(amount - reserved) : 0;
}

export function balanceOf({ monthly, used }: Account): number {
  return monthly === null ? UNLIMITED_CREDITS : roundCredits(monthly - used);
}

/** A refund of last month's reservation must not make this month's use negative. */
export const withUse = (account: Account, credits: number): Account => ({
  ...account,
  used: Math.max(0, roundCredits(account.used + credits)),
});

export function standingOf(account: Account, at: Date): Standing {
  const now = rolled(account, at);
  return {
    balance: balanceOf(now),
    monthly: now.monthly ?? UNLIMITED_CREDITS,
    used: now.used,
    limited: now.monthly !== null,
    resetsAt: nextPeriod(at),
  };
}

/** Whether a new charge fits; a workspace without a quota can pay for everything. */
export const canPay = (account: Account, cost: number): boolean =>
  account.monthly === null || roundCredits(account.used + cost) <= account.monthly;
