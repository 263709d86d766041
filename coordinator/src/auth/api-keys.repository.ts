import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { IsNull, Repository } from 'typeorm';
import { inTx, type Tx } from '../platform/database/transaction.js';
import { ApiKeyEntity } from './api-key.entity.js';

export interface ApiKey {
  id: string;
  workspaceId: string;
  name: string;
  prefix: string;
  createdBy: string | null;
  createdAt: Date;
  lastUsedAt: Date | null;
}

@Injectable()
export class ApiKeysRepository {
  constructor(@InjectRepository(ApiKeyEntity) private readonly rows: Repository<ApiKeyEntity>) {}

  /** A key that is already there, live or revoked, stays as it is. */
  async insert(key: ApiKey & { hash: string }, tx?: Tx): Promise<void> {
    await inTx(this.rows, tx)
      .createQueryBuilder()
      .insert()
      .values({ ...key, revokedAt: null })
      .orIgnore()
      .execute();
  }

  /** Live keys with this prefix, with their hashes. */
  async withPrefix(prefix: string): Promise<(ApiKey & { hash: string })[]> {
    const rows = await this.rows.findBy({ prefix, revokedAt: IsNull() });
    return rows.map((row) => ({ ...toApiKey(row), hash: row.hash }));
  }

  async ofWorkspace(workspaceId: string): Promise<ApiKey[]> {
    const rows = await this.rows.find({
      where: { workspaceId, revokedAt: IsNull() },
      order: { createdAt: 'DESC' },
    });
    return rows.map(toApiKey);
  }

  async touch(id: string, at: Date): Promise<void> {
    await this.rows.update({ id }, { lastUsedAt: at });
  }

  /** False when the workspace has no such live key. */
  async revoke(workspaceId: string, id: string, at: Date): Promise<boolean> {
    const done = await this.rows.update({ id, workspaceId, revokedAt: IsNull() }, { revokedAt: at });
    return (done.affected ?? 0) > 0;
  }
}

const toApiKey = ({
  id,
  workspaceId,
  name,
  prefix,
  createdBy,
  createdAt,
  lastUsedAt,
}: ApiKeyEntity): ApiKey => ({
  id,
  workspaceId,
  name,
  prefix,
  createdBy,
  createdAt,
  lastUsedAt,
});
