import { Injectable } from '@nestjs/common';
import { FarmError } from '@farm/shared/errors';
import { Clock } from '../platform/clock.js';
import { newId } from '../platform/crypto/ids.js';
import { hashToken, newToken } from '../platform/crypto/token-hash.js';
import { Transactions, type Tx } from '../platform/database/transaction.js';
import { AuditService } from './audit/audit.service.js';
import { JoinTokensRepository, type JoinTokenRow } from './join-tokens.repository.js';
import type { Page, PageQuery } from './people/people.types.js';
import type { AdminActor } from './principal.js';

export const JOIN_TOKEN_PREFIX = 'vf_join_';

export interface NewJoinToken {
  label: string;
  /** True: any number of agents may join with it. */
  reusable?: boolean;
  /** Seconds; absent: it does not expire. */
  ttl?: number;
}

export type JoinToken = Omit<JoinTokenRow, 'hash'>;

export type Redeemed = { ok: true } | { ok: false; reason: string };

/** Tokens with which agents join the farm; stored as hashes. */
@Injectable()
export class JoinTokensService {
  constructor(
    private readonly rows: JoinTokensRepository,
    private readonly audit: AuditService,
    private readonly transactions: Transactions,
    private readonly clock: Clock,
  ) {}

  /** Makes a token and answers its text, once. */
  async create(wanted: NewJoinToken): Promise<string> {
    const text = newToken(JOIN_TOKEN_PREFIX);
    await this.register(text, wanted);
    return text;
  }

  /** For the operator: makes a token and notes it. The text is shown this once. */
  async issue(actor: AdminActor, wanted: NewJoinToken): Promise<{ id: string; token: string }> {
    const token = newToken(JOIN_TOKEN_PREFIX);
    const id = newId();
    const { label, reusable = false, ttl } = wanted;
    await this.transactions.run(async (tx) => {
      await this.rows.insert(this.rowOf(token, wanted, id), tx);
      const facts = { label, reusable, ttl };
      await this.audit.note(actor, 'join-token.created', { kind: 'join-token', id }, facts, tx);
    });
    return { id, token };
  }

  page(query: PageQuery): Promise<Page<JoinToken>> {
    return this.rows.page(query);
  }

  /** Agents that joined with it stay; no other can. */
  async revoke(actor: AdminActor, id: string): Promise<void> {
    await this.transactions.run(async (tx) => {
      if (!(await this.rows.revoke(id, this.clock.date(), tx)))
        throw new FarmError('not-found', `There is no join token with the id ${id} that could be revoked.`);
      await this.audit.note(actor, 'join-token.revoked', { kind: 'join-token', id }, {}, tx);
    });
  }

  /** False when this text is there already, live or revoked. */
  register(text: string, wanted: NewJoinToken): Promise<boolean> {
    return this.rows.insert(this.rowOf(text, wanted, newId()));
  }

  /** For the handshake: could this token still admit somebody? Spends nothing. */
  async isKnown(text: string): Promise<boolean> {
    const row = await this.rows.byHash(hashToken(text));
    return row !== undefined && this.problem(row) === undefined;
  }

  /** Spends the token for this agent. The same agent may redeem it again (its first answer got lost). */
  async redeem(text: string, agentId: string, tx?: Tx): Promise<Redeemed> {
    const hash = hashToken(text);
    if (await this.rows.take(hash, agentId, this.clock.date(), tx)) return { ok: true };
    const row = await this.rows.byHash(hash, tx);
    const reason = row ? this.problem(row) : 'The join token is not known to this farm.';
    return { ok: false, reason: reason ?? 'The join token was used by another agent; make a new one.' };
  }

  private rowOf(text: string, wanted: NewJoinToken, id: string): JoinTokenRow {
    const now = this.clock.now();
    return {
      id,
      label: wanted.label,
      hash: hashToken(text),
      reusable: wanted.reusable ?? false,
      createdAt: new Date(now),
      expiresAt: wanted.ttl === undefined ? null : new Date(now + wanted.ttl * 1000),
      usedAt: null,
      usedBy: null,
      revokedAt: null,
    };
  }

  private problem(row: JoinTokenRow): string | undefined {
    if (row.revokedAt) return 'The join token was revoked; make a new one.';
    if (row.expiresAt && row.expiresAt.getTime() <= this.clock.now())
      return 'The join token has expired; make a new one.';
    return undefined;
  }
}
