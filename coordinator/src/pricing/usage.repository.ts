import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { Repository } from 'typeorm';
import { inTx, type Tx } from '../platform/database/transaction.js';
import type { UsageEntry, UsageType } from './credits.types.js';
import { UsageEntryEntity } from './usage-entry.entity.js';

/** The append-only ledger of bytes. */
@Injectable()
export class UsageRepository {
  constructor(@InjectRepository(UsageEntryEntity) private readonly rows: Repository<UsageEntryEntity>) {}

  /** Entries of workspaces that are gone are left out: what is counted late must not fail the rest. */
  async append(entries: readonly UsageEntry[], tx?: Tx): Promise<void> {
    await inTx(this.rows, tx).manager.query(APPEND, [JSON.stringify(entries)]);
  }

  /** Newest first. */
  newest(workspaceId: string, type: UsageType | undefined, limit: number): Promise<UsageEntry[]> {
    return this.rows.find({
      where: { workspaceId, ...(type ? { type } : {}) },
      order: { createdAt: 'DESC', id: 'DESC' },
      take: limit,
    });
  }

  /** Bytes sent since `since`; entries that say `counted: false` repeat what was measured already. */
  async bandwidthSince(workspaceId: string, since: Date): Promise<number> {
    const [row] = (await this.rows.manager.query(BANDWIDTH, [workspaceId, since])) as { bytes: number }[];
    return row?.bytes ?? 0;
  }
}

const APPEND = `
  INSERT INTO usage_entries (id, workspace_id, type, bytes, source, metadata, created_at)
  SELECT e.id, e."workspaceId", e.type, e.bytes, e.source, e.metadata, e."createdAt"
  FROM jsonb_to_recordset($1::jsonb) AS e (
    id uuid, "workspaceId" uuid, type text, bytes bigint, source text, metadata jsonb, "createdAt" timestamptz)
  JOIN workspaces w ON w.id = e."workspaceId"`;

const BANDWIDTH = `
  SELECT coalesce(sum(bytes), 0)::float8 AS bytes FROM usage_entries
  WHERE workspace_id = $1 AND type = 'bandwidth' AND created_at >= $2
    AND coalesce(metadata->>'counted', 'true') <> 'false'`;
