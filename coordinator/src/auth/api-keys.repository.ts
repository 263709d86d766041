import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { IsNull, Repository } from 'typeorm';
import { coalesced } from '../platform/coalesce.js';
import { inTx, type Tx } from '../platform/database/transaction.js';
import { ApiKeyEntity } from './api-key.entity.js';
import type { Page, PageQuery } from './people/people.types.js';
import type { Role } from './principal.js';

export interface ApiKey {
  id: string;
  /** Null: linked to no workspace. */
  workspaceId: string | null;
  name: string;
  role: Role;
  prefix: string;
  createdBy: string | null;
  createdAt: Date;
  lastUsedAt: Date | null;
  revokedAt: Date | null;
}

export interface KeyQuery extends PageQuery {
  workspaceId?: string | undefined;
  /** Revoked ones too. */
  all: boolean;
}

/** A live key as a request shows it. */
export interface KeyAtWork extends Pick<ApiKey, 'id' | 'workspaceId' | 'role' | 'createdBy'> {
  hash: string;
  /** Of its workspace. */
  pausedAt: Date | null;
}

@Injectable()
export class ApiKeysRepository {
  constructor(@InjectRepository(ApiKeyEntity) private readonly rows: Repository<ApiKeyEntity>) {}

  /** A key that is already there, live or revoked, stays as it is. */
  async insert(key: ApiKey & { hash: string }, tx?: Tx): Promise<void> {
    await inTx(this.rows, tx).createQueryBuilder().insert().values(key).orIgnore().execute();
  }

  /** Live keys with this prefix, with what a request needs. Never remembered: a revoked key ends at once. */
  readonly withPrefix = coalesced<string, KeyAtWork[]>(async (prefixes) => {
    const found = (await this.rows.manager.query(WITH_PREFIX, [[...new Set(prefixes)]])) as (KeyAtWork & {
      prefix: string;
    })[];
    return prefixes.map((prefix) => found.filter((key) => key.prefix === prefix));
  });

  /** Keys linked to the workspace, and those of this person that are linked to none. The newest first. */
  async visible(workspaceId: string, userId: string | null, all: boolean): Promise<ApiKey[]> {
    const rows = await this.rows
      .createQueryBuilder('key')
      .where('(key.workspaceId = :workspaceId OR (key.workspaceId IS NULL AND key.createdBy = :userId))', {
        workspaceId,
        userId,
      })
      .andWhere(all ? 'true' : 'key.revokedAt IS NULL')
      .orderBy('key.createdAt', 'DESC')
      .addOrderBy('key.id', 'DESC')
      .getMany();
    return rows.map(toApiKey);
  }

  async page({ workspaceId, all, page, limit }: KeyQuery): Promise<Page<ApiKey>> {
    const [rows, total] = await this.rows.findAndCount({
      where: { ...(workspaceId ? { workspaceId } : {}), ...(all ? {} : { revokedAt: IsNull() }) },
      order: { createdAt: 'DESC', id: 'DESC' },
      skip: (page - 1) * limit,
      take: limit,
    });
    return { rows: rows.map(toApiKey), total };
  }

  async live(id: string, tx?: Tx): Promise<ApiKey | undefined> {
    const row = await inTx(this.rows, tx).findOneBy({ id, revokedAt: IsNull() });
    return row ? toApiKey(row) : undefined;
  }

  async touch(id: string, at: Date): Promise<void> {
    await this.rows.update({ id }, { lastUsedAt: at });
  }

  /** False when it was revoked before. */
  async revoke(id: string, at: Date, tx: Tx): Promise<boolean> {
    const done = await inTx(this.rows, tx).update({ id, revokedAt: IsNull() }, { revokedAt: at });
    return (done.affected ?? 0) > 0;
  }

  /** Revokes those that a person made for a workspace. Returns how many. */
  async revokeOf(workspaceId: string, createdBy: string, at: Date, tx: Tx): Promise<number> {
    const where = { workspaceId, createdBy, revokedAt: IsNull() };
    return (await inTx(this.rows, tx).update(where, { revokedAt: at })).affected ?? 0;
  }
}

const WITH_PREFIX = `
  SELECT k.id, k.prefix, k.workspace_id AS "workspaceId", k.role, k.created_by AS "createdBy", k.hash,
         w.paused_at AS "pausedAt"
  FROM api_keys k LEFT JOIN workspaces w ON w.id = k.workspace_id
  WHERE k.prefix = ANY($1::text[]) AND k.revoked_at IS NULL`;

const toApiKey = ({
  id,
  workspaceId,
  name,
  role,
  prefix,
  createdBy,
  createdAt,
  lastUsedAt,
  revokedAt,
}: ApiKeyEntity): ApiKey => ({
  id,
  workspaceId,
  name,
  role,
  prefix,
  createdBy,
  createdAt,
  lastUsedAt,
  revokedAt,
});
