import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { IsNull, Not, type Repository } from 'typeorm';
import { insertRows } from '../platform/database/insert-rows.js';
import { inTx, type Tx } from '../platform/database/transaction.js';
import type { Account } from './account.policy.js';
import { CreditEntryEntity } from './credit-entry.entity.js';
import type { CreditEntry, CreditSummary, UnbookedEntry } from './credits.types.js';
import { WorkspaceQuotaEntity } from './workspace-quota.entity.js';

/** The balances of a line once it is booked. */
export type Booked = Pick<CreditEntry, 'id' | 'balanceBefore' | 'balanceAfter'>;

/** Accounts of workspaces and the ledger of what moved them. */
@Injectable()
export class CreditsRepository {
  constructor(
    @InjectRepository(WorkspaceQuotaEntity) private readonly accounts: Repository<WorkspaceQuotaEntity>,
    @InjectRepository(CreditEntryEntity) private readonly entries: Repository<CreditEntryEntity>,
  ) {}

  async account(workspaceId: string): Promise<Account | undefined> {
    const row = await this.accounts.findOneBy({ workspaceId });
    return row ? toAccount(row) : undefined;
  }

  /** The account with its row locked until the transaction ends; made when there is none. Take it after a job's lock. */
  async lock(workspaceId: string, period: string, tx: Tx): Promise<Account> {
    const found = await this.lockFound(workspaceId, tx);
    if (found) return found;
    await inTx(this.accounts, tx)
      .createQueryBuilder()
      .insert()
      .values({ workspaceId, monthly: null, used: 0, period })
      .orIgnore()
      .execute();
    const made = await this.lockFound(workspaceId, tx);
    if (!made) throw new Error(`The account of workspace ${workspaceId} could not be made.`);
    return made;
  }

  async save(workspaceId: string, account: Account, tx: Tx): Promise<void> {
    await inTx(this.accounts, tx).update({ workspaceId }, account);
  }

  /** Lines that are alike: all of them booked, or none. */
  async append(entries: readonly (CreditEntry | UnbookedEntry)[], tx: Tx): Promise<void> {
    await insertRows(this.entries, entries, tx);
  }

  private async lockFound(workspaceId: string, tx: Tx): Promise<Account | undefined> {
    const lock = { mode: 'pessimistic_write' as const };
    const row = await inTx(this.accounts, tx).findOne({ where: { workspaceId }, lock });
    return row ? toAccount(row) : undefined;
  }

  /** Writes what a job consumed with what it had reserved, once; a job that is free leaves no line. */
  async settle({ id, workspaceId, jobId, amount, createdAt }: UnbookedEntry, tx: Tx): Promise<void> {
    await tx.query(SETTLE, [id, workspaceId, jobId, amount, createdAt]);
  }

  /** Lines that wait to be booked, oldest first. The account is locked. */
  async unbooked(workspaceId: string, tx: Tx): Promise<UnbookedEntry[]> {
    return inTx(this.entries, tx).find({
      where: { workspaceId, balanceAfter: IsNull() },
      order: { createdAt: 'ASC', id: 'ASC' },
    });
  }

  hasUnbooked(workspaceId: string): Promise<boolean> {
    return this.entries.existsBy({ workspaceId, balanceAfter: IsNull() });
  }

  async book(lines: readonly Booked[], tx: Tx): Promise<void> {
    const of = (name: keyof Booked) => lines.map((line) => line[name]);
    await tx.query(BOOK, [of('id'), of('balanceBefore'), of('balanceAfter')]);
  }

  /** In the order in which they were written. */
  async ofJob(jobId: string, tx?: Tx): Promise<UnbookedEntry[]> {
    return inTx(this.entries, tx).find({ where: { jobId }, order: { id: 'ASC' } });
  }

  /** Those that are booked, newest first. */
  async newest(workspaceId: string, limit: number): Promise<CreditEntry[]> {
    const rows = await this.entries.find({
      where: { workspaceId, balanceAfter: Not(IsNull()) },
      order: { createdAt: 'DESC', id: 'DESC' },
      take: limit,
    });
    return rows as CreditEntry[];
  }

  async summary(workspaceId: string, since: Date): Promise<CreditSummary> {
    const [row] = (await this.entries.manager.query(SUMMARY, [workspaceId, since])) as CreditSummary[];
    return row ?? { consumed: 0, refunded: 0, consumed30Days: 0 };
  }
}

/** float8, because pg gives numeric as text. */
const SUMMARY = `
  SELECT coalesce(sum(amount) FILTER (WHERE action = 'consumed'), 0)::float8 AS consumed,
         coalesce(sum(amount) FILTER (WHERE action = 'refunded'), 0)::float8 AS refunded,
         coalesce(sum(amount) FILTER (WHERE action = 'consumed' AND created_at >= $2), 0)::float8
           AS "consumed30Days"
  FROM credit_entries WHERE workspace_id = $1`;

const SETTLE = `
  INSERT INTO credit_entries (id, workspace_id, job_id, action, amount, metadata, created_at)
  SELECT $1, $2, $3, 'consumed', $4::numeric, jsonb_build_object('reserved', before.reserved), $5
  FROM (
    SELECT coalesce(sum(amount) FILTER (WHERE action = 'reserved'), 0) AS reserved,
           count(*) FILTER (WHERE action IN ('consumed', 'refunded')) AS settled
    FROM credit_entries WHERE job_id = $3) AS before
  WHERE before.settled = 0 AND ($4::numeric <> 0 OR before.reserved <> 0)`;

const BOOK = `
  UPDATE credit_entries e SET balance_before = line.before, balance_after = line.after
  FROM unnest($1::uuid[], $2::numeric[], $3::numeric[]) AS line (id, before, after)
  WHERE e.id = line.id`;

const toAccount = ({ monthly, used, period }: WorkspaceQuotaEntity): Account => ({ monthly, used, period });
