import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { Repository } from 'typeorm';
import { insertRows } from '../platform/database/insert-rows.js';
import { inTx, type Tx } from '../platform/database/transaction.js';
import type { Account } from './account.policy.js';
import { CreditEntryEntity } from './credit-entry.entity.js';
import type { CreditEntry, CreditSummary } from './credits.types.js';
import { WorkspaceQuotaEntity } from './workspace-quota.entity.js';

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

  async append(entries: readonly CreditEntry[], tx: Tx): Promise<void> {
    await insertRows(this.entries, entries, tx);
  }

  private async lockFound(workspaceId: string, tx: Tx): Promise<Account | undefined> {
    const lock = { mode: 'pessimistic_write' as const };
    const row = await inTx(this.accounts, tx).findOne({ where: { workspaceId }, lock });
    return row ? toAccount(row) : undefined;
  }

  /** In the order in which they were written. */
  async ofJob(jobId: string, tx?: Tx): Promise<CreditEntry[]> {
    return inTx(this.entries, tx).find({ where: { jobId }, order: { id: 'ASC' } });
  }

  /** Newest first. */
  newest(workspaceId: string, limit: number): Promise<CreditEntry[]> {
    return this.entries.find({
      where: { workspaceId },
      order: { createdAt: 'DESC', id: 'DESC' },
      take: limit,
    });
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

const toAccount = ({ monthly, used, period }: WorkspaceQuotaEntity): Account => ({ monthly, used, period });
