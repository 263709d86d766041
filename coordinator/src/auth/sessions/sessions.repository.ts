import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { IsNull, MoreThan, Not, Repository } from 'typeorm';
import { inTx, type Tx } from '../../platform/database/transaction.js';
import { RefreshTokenEntity } from './refresh-token.entity.js';
import { SessionEntity } from './session.entity.js';

/** Why a session ended. */
export type SessionEnd = 'logout' | 'reuse' | 'password' | 'removed' | 'disabled';

export interface SessionRow {
  id: string;
  userId: string;
  workspaceId: string;
  expiresAt: Date;
  endedAt: Date | null;
}

@Injectable()
export class SessionsRepository {
  constructor(
    @InjectRepository(SessionEntity) private readonly rows: Repository<SessionEntity>,
    @InjectRepository(RefreshTokenEntity) private readonly tokens: Repository<RefreshTokenEntity>,
  ) {}

  async insert(session: Omit<SessionRow, 'endedAt'> & { createdAt: Date }, tx?: Tx): Promise<void> {
    await inTx(this.rows, tx).insert({ ...session, endedAt: null, endedWhy: null });
  }

  async insertToken(hash: string, sessionId: string, createdAt: Date, tx?: Tx): Promise<void> {
    await inTx(this.tokens, tx).insert({ hash, sessionId, createdAt, usedAt: null });
  }

  /** The session that a refresh token belongs to, and whether the token was used before. */
  async byToken(hash: string): Promise<{ session: SessionRow; used: boolean } | undefined> {
    const token = await this.tokens.findOneBy({ hash });
    const session = token && (await this.rows.findOneBy({ id: token.sessionId }));
    return session ? { session, used: token.usedAt !== null } : undefined;
  }

  /** Spends the token. Of two at once exactly one gets true. */
  async take(hash: string, at: Date, tx: Tx): Promise<boolean> {
    const done = await inTx(this.tokens, tx).update({ hash, usedAt: IsNull() }, { usedAt: at });
    return (done.affected ?? 0) > 0;
  }

  async prolong(id: string, expiresAt: Date, tx: Tx): Promise<void> {
    await inTx(this.rows, tx).update({ id }, { expiresAt });
  }

  async isLive(id: string, userId: string, now: Date): Promise<boolean> {
    return this.rows.existsBy({ id, userId, endedAt: IsNull(), expiresAt: MoreThan(now) });
  }

  /** False when it had ended before. */
  async end(id: string, why: SessionEnd, at: Date, tx?: Tx): Promise<boolean> {
    const change = { endedAt: at, endedWhy: why };
    const done = await inTx(this.rows, tx).update({ id, endedAt: IsNull() }, change);
    return (done.affected ?? 0) > 0;
  }

  /** Ends those of a person: all, all but one, or only those in one workspace. */
  async endOf(
    userId: string,
    why: SessionEnd,
    at: Date,
    which: { except?: string | undefined; workspaceId?: string } = {},
    tx?: Tx,
  ): Promise<void> {
    const where = {
      userId,
      endedAt: IsNull(),
      ...(which.except ? { id: Not(which.except) } : {}),
      ...(which.workspaceId ? { workspaceId: which.workspaceId } : {}),
    };
    await inTx(this.rows, tx).update(where, { endedAt: at, endedWhy: why });
  }

  /** Forgets those of a person that ended or ran out before `before`, with their tokens. */
  async forget(userId: string, before: Date): Promise<void> {
    await this.rows
      .createQueryBuilder()
      .delete()
      .where('user_id = :userId AND (ended_at < :before OR expires_at < :before)', { userId, before })
      .execute();
  }
}
