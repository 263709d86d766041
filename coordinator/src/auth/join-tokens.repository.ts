import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Brackets, Repository } from 'typeorm';
import { inTx, type Tx } from '../platform/database/transaction.js';
import { JoinTokenEntity } from './join-token.entity.js';

export type JoinTokenRow = Omit<JoinTokenEntity, never>;

@Injectable()
export class JoinTokensRepository {
  constructor(@InjectRepository(JoinTokenEntity) private readonly rows: Repository<JoinTokenEntity>) {}

  async insert(row: JoinTokenRow): Promise<void> {
    await this.rows.insert(row);
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
