import { Injectable } from '@nestjs/common';
import { FarmError } from '@farm/shared/errors';
import { AuditService, type AdminActor } from '../auth/index.js';
import { Clock } from '../platform/clock.js';
import { newId } from '../platform/crypto/ids.js';
import { Transactions, type Tx } from '../platform/database/transaction.js';
import {
  balanceOf,
  canPay,
  creditsOf,
  periodOf,
  rolled,
  standingOf,
  withUse,
  type Account,
  type Standing,
} from './account.policy.js';
import { CreditsRepository, type Booked } from './credits.repository.js';
import type { Charge, CreditAction, CreditEntry, CreditSummary, UnbookedEntry } from './credits.types.js';
import { roundCredits } from './estimate.policy.js';

const DAYS_30_MS = 30 * 24 * 3600_000;
const MOST_ENTRIES = 100;

interface Change {
  before: Account;
  after: Account;
}
type Note = Pick<CreditEntry, 'jobId' | 'action' | 'amount'> & { metadata?: Record<string, unknown> };

/**
 * The credits of workspaces. A job reserves its estimate in the transaction that writes it, pays the measured price
 * in the transaction that completes it, and gets the reservation back in the one that ends it otherwise. Reservations
 * lock the account, so that a quota is never overdrawn by two at once. Jobs that end do not: they write their line, and
 * whoever opens the account next books it. So the ends of a workspace's jobs never wait for one another.
 */
@Injectable()
export class CreditsService {
  constructor(
    private readonly rows: CreditsRepository,
    private readonly audit: AuditService,
    private readonly transactions: Transactions,
    private readonly clock: Clock,
  ) {}

  /**
   * Takes the estimates of new jobs of one workspace, one after another. Answers for each the 402 that refuses it when
   * the quota does not allow it; such a job must not be written.
   */
  async reserve(
    workspaceId: string,
    charges: readonly Omit<Charge, 'workspaceId'>[],
    tx: Tx,
  ): Promise<(FarmError | undefined)[]> {
    if (charges.every(({ cost }) => cost === 0)) return charges.map(() => undefined);
    let account = await this.open(workspaceId, tx);
    const entries: CreditEntry[] = [];
    const refusals = charges.map(({ jobId, cost }) => {
      if (cost === 0) return undefined;
      if (!canPay(account, cost)) return insufficient(cost, standingOf(account, this.clock.date()));
      const change = { before: account, after: withUse(account, cost) };
      entries.push(this.entryOf(workspaceId, change, { jobId, action: 'reserved', amount: cost }));
      account = change.after;
      return undefined;
    });
    if (entries.length === 0) return refusals;
    await this.rows.save(workspaceId, account, tx);
    await this.rows.append(entries, tx);
    return refusals;
  }

  /** Takes what a completed job really cost in place of what was reserved. The job is locked. Repeating it changes nothing. */
  async settle({ workspaceId, jobId, cost }: Charge, tx: Tx): Promise<void> {
    await this.rows.settle(this.line(workspaceId, { jobId, action: 'consumed', amount: cost }), tx);
  }

  /** Gives back what a job has reserved; answers how much. The job is locked. Repeating it changes nothing. */
  async refund({ workspaceId, jobId }: Omit<Charge, 'cost'>, tx: Tx): Promise<number> {
    const before = await this.rows.ofJob(jobId, tx);
    const amount = amountOf(before, 'reserved');
    if (isSettled(before) || amount === 0) return 0;
    await this.rows.append([this.line(workspaceId, { jobId, action: 'refunded', amount })], tx);
    return amount;
  }

  /** What a job got back; 0 when nothing was refunded. */
  async refundedOf(jobId: string): Promise<number> {
    return amountOf(await this.rows.ofJob(jobId), 'refunded');
  }

  async standing(workspaceId: string): Promise<Standing> {
    await this.bookAll(workspaceId);
    const at = this.clock.date();
    const account = await this.rows.account(workspaceId);
    return standingOf(account ?? { monthly: null, used: 0, period: periodOf(at) }, at);
  }

  /** Sets the credits a month; null takes the limit away. For operators. */
  async setQuota(actor: AdminActor, workspaceId: string, monthly: number | null): Promise<Standing> {
    return this.transactions.run(async (tx) => {
      const account = await this.open(workspaceId, tx);
      const changed = { ...account, monthly };
      const note: Note = {
        jobId: null,
        action: 'granted',
        amount: monthly ?? 0,
        metadata: { reason: 'quota', monthly },
      };
      await this.write(workspaceId, { before: account, after: changed }, note, tx);
      const target = { kind: 'workspace', id: workspaceId, workspaceId };
      await this.audit.note(actor, 'workspace.quota-set', target, { monthlyCredits: monthly }, tx);
      return standingOf(changed, this.clock.date());
    });
  }

  /** The newest lines of the ledger. */
  async entries(workspaceId: string, limit: number): Promise<CreditEntry[]> {
    await this.bookAll(workspaceId);
    return this.rows.newest(workspaceId, Math.min(limit, MOST_ENTRIES));
  }

  async summary(workspaceId: string): Promise<CreditSummary> {
    const sums = await this.rows.summary(workspaceId, new Date(this.clock.now() - DAYS_30_MS));
    return {
      consumed: roundCredits(sums.consumed),
      refunded: roundCredits(sums.refunded),
      consumed30Days: roundCredits(sums.consumed30Days),
    };
  }

  private async bookAll(workspaceId: string): Promise<void> {
    if (await this.rows.hasUnbooked(workspaceId))
      await this.transactions.run((tx) => this.open(workspaceId, tx));
  }

  /** The account, locked, as of now, with everything booked. */
  private async open(workspaceId: string, tx: Tx): Promise<Account> {
    const at = this.clock.date();
    const found = await this.rows.lock(workspaceId, periodOf(at), tx);
    return this.rollTo(at, workspaceId, await this.book(workspaceId, found, tx), tx);
  }

  private async book(workspaceId: string, found: Account, tx: Tx): Promise<Account> {
    const booked: Booked[] = [];
    let account = found;
    for (const entry of await this.rows.unbooked(workspaceId, tx)) {
      account = await this.rollTo(entry.createdAt, workspaceId, account, tx);
      const after = withUse(account, creditsOf(entry));
      booked.push({ id: entry.id, balanceBefore: balanceOf(account), balanceAfter: balanceOf(after) });
      account = after;
    }
    if (booked.length === 0) return account;
    await this.rows.book(booked, tx);
    await this.rows.save(workspaceId, account, tx);
    return account;
  }

  /** The ledger says when a month began. */
  private async rollTo(at: Date, workspaceId: string, before: Account, tx: Tx): Promise<Account> {
    const after = rolled(before, at);
    if (after === before) return before;
    const note: Note = {
      jobId: null,
      action: 'granted',
      amount: before.used,
      metadata: { reason: 'month', period: after.period },
    };
    await this.write(workspaceId, { before, after }, note, tx);
    return after;
  }

  private move(workspaceId: string, before: Account, credits: number, note: Note, tx: Tx): Promise<void> {
    return this.write(workspaceId, { before, after: withUse(before, credits) }, note, tx);
  }

  private async write(workspaceId: string, change: Change, note: Note, tx: Tx): Promise<void> {
    await this.rows.save(workspaceId, change.after, tx);
    await this.rows.append([this.entryOf(workspaceId, change, note)], tx);
  }

  private entryOf(workspaceId: string, { before, after }: Change, note: Note): CreditEntry {
    const balances = { balanceBefore: balanceOf(before), balanceAfter: balanceOf(after) };
    return { ...this.line(workspaceId, note), ...balances };
  }

  private line(workspaceId: string, note: Note): UnbookedEntry {
    return { id: newId(), workspaceId, metadata: null, ...note, createdAt: this.clock.date() };
  }
}

const amountOf = (entries: readonly UnbookedEntry[], action: CreditAction): number =>
  entries.find((entry) => entry.action === action)?.amount ?? 0;

const isSettled = (entries: readonly UnbookedEntry[]): boolean =>
  entries.some(({ action }) => action === 'consumed' || action === 'refunded');

function insufficient(cost: number, { balance, monthly, resetsAt }: Standing): FarmError {
  return new FarmError(
    'insufficient-credits',
    `This costs ${cost} credits and the workspace has ${balance} of its ${monthly} credits a month left; ` +
      `wait until ${resetsAt.toISOString().slice(0, 10)} or have the operator raise the quota.`,
    { details: { cost, balance, monthly, resetsAt: resetsAt.toISOString() } },
  );
}
