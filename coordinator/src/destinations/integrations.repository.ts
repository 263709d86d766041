import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { In, type Repository } from 'typeorm';
import { coalesced } from '../platform/coalesce.js';
import { inTx, type Tx } from '../platform/database/transaction.js';
import type { Integration } from './destination.types.js';
import { IntegrationEntity } from './integration.entity.js';

/** Rows of integrations. */
@Injectable()
export class IntegrationsRepository {
  /** Every submission asks for it. */
  private readonly oneDefault = coalesced<string, Integration | undefined>(async (workspaces) => {
    const found = await this.rows.findBy({ workspaceId: In([...new Set(workspaces)]), isDefault: true });
    return workspaces.map((id) => found.find(({ workspaceId }) => workspaceId === id));
  });

  constructor(@InjectRepository(IntegrationEntity) private readonly rows: Repository<IntegrationEntity>) {}

  /** Changes of one workspace's integrations one after another, so that two new defaults cannot collide. */
  async lockWorkspace(workspaceId: string, tx: Tx): Promise<void> {
    await tx.query(`SELECT pg_advisory_xact_lock(hashtextextended($1, 0))`, [`integrations:${workspaceId}`]);
  }

  all(workspaceId: string): Promise<Integration[]> {
    return this.rows.find({ where: { workspaceId }, order: { createdAt: 'ASC', id: 'ASC' } });
  }

  async get(workspaceId: string, id: string, tx?: Tx): Promise<Integration | undefined> {
    return (await inTx(this.rows, tx).findOneBy({ workspaceId, id })) ?? undefined;
  }

  byIds(workspaceId: string, ids: readonly string[]): Promise<Integration[]> {
    return ids.length === 0 ? Promise.resolve([]) : this.rows.findBy({ workspaceId, id: In([...ids]) });
  }

  async default(workspaceId: string, tx?: Tx): Promise<Integration | undefined> {
    if (!tx) return this.oneDefault(workspaceId);
    return (await inTx(this.rows, tx).findOneBy({ workspaceId, isDefault: true })) ?? undefined;
  }

  /** The oldest Drive connection: there is one, unless somebody made more by hand. */
  async drive(workspaceId: string, tx: Tx): Promise<Integration | undefined> {
    const [found] = await inTx(this.rows, tx).find({
      where: { workspaceId, provider: 'drive' },
      order: { createdAt: 'ASC', id: 'ASC' },
      take: 1,
    });
    return found;
  }

  async clearDefault(workspaceId: string, tx: Tx): Promise<void> {
    await inTx(this.rows, tx).update({ workspaceId, isDefault: true }, { isDefault: false });
  }

  async save(integration: Integration, tx: Tx): Promise<void> {
    await inTx(this.rows, tx).save({ ...integration });
  }

  async remove(id: string, tx: Tx): Promise<void> {
    await inTx(this.rows, tx).delete({ id });
  }
}
