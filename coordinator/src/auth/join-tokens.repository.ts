import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Brackets, IsNull, Repository } from 'typeorm';
import { inTx, type Tx } from '../platform/database/transaction.js';
import { JoinTokenEntity } from './join-token.entity.js';
import type { Page, PageQuery } from './people/people.types.js';

export type JoinTokenRow = Omit<JoinTokenEntity, never>;

@Injectable()
export class JoinTokensRepository {
  constructor(@InjectRepository(JoinTokenEntity) private readonly rows: Repository<JoinTokenEntity>) {}

  /** False when the token is there already, live or revoked. */
  async insert(row: JoinTokenRow, tx?: Tx): Promise<boolean> {
    const done = await inTx(this.rows, tx)
      .createQueryBuilder()
      .insert()
      .values(row)
      .orIgnore()
      .returning('id')
      .execute();
    return (done.raw as unknown[]).length > 0;
  }

  async page({ page, limit }: PageQuery): Promise<Page<JoinTokenRow>> {
    const [rows, total] = await this.rows.findAndCount({
      order: { createdAt: 'DESC', id: 'DESC' },
      skip: (page - 1) * limit,
      take: limit,
    });
    return { rows, total };
  }

  /** False when there is no such token that could be revoked. */
  async revoke(id: string, at: Date, tx: Tx): Promise<boolean> {
    const done = await inTx(this.rows, tx).update({ id, revokedAt: IsNull() }, { revokedAt: at });
    return (done.affected ?? 0) > 0;
  }

  async byHash(hash: string, tx?: Tx): Promise<JoinTokenRow | undefined> {
    return (await inTx(this.rows, tx).findOneBy({ hash })) ?? undefined;
  }

  /**
   * Marks the token as used by this agent, unless another agent has it. One statement, so that of two agents with
   * the same one-time token exactly one wins.
   */
  async take(hash: string, agentId: string, at: Date, tx?: Tx): Promise<boolean> {
    const done = await inTx(this.rows, tx)
      .createQueryBuilder()
      .update()
      .set({ usedBy: agentId, usedAt: at })
      .where('hash = :hash AND revoked_at IS NULL', { hash })
      .andWhere(
        new Brackets((query) => query.where('expires_at IS NULL').orWhere('expires_at > :at', { at })),
      )
      .andWhere(
        new Brackets((query) =>
          query.where('reusable').orWhere('used_by IS NULL').orWhere('used_by = :agentId', { agentId }),
        ),
      )
      .execute();
    return (done.affected ?? 0) > 0;
  }
}
