import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import { inTx, type Tx } from '../../platform/database/transaction.js';
import { likeText } from '../../platform/database/like-text.js';
import type { Page } from '../people/people.types.js';
import { AuditEntryEntity } from './audit-entry.entity.js';
import type { AuditEntry, AuditQuery } from './audit.types.js';

@Injectable()
export class AuditRepository {
  constructor(@InjectRepository(AuditEntryEntity) private readonly rows: Repository<AuditEntryEntity>) {}

  async insert(entry: AuditEntry, tx?: Tx): Promise<void> {
    await inTx(this.rows, tx).insert(entry as object);
  }

  /** The newest first; without a workspace those of all. */
  async page(query: AuditQuery, workspaceId?: string): Promise<Page<AuditEntry>> {
    const found = this.rows.createQueryBuilder('entry').where('true');
    if (workspaceId) found.andWhere('entry.workspaceId = :workspaceId', { workspaceId });
    if (query.action)
      found.andWhere('(entry.action = :action OR entry.action LIKE :noun)', {
        action: query.action,
        noun: `${likeText(query.action)}.%`,
      });
    const [rows, total] = await found
      .orderBy('entry.at', 'DESC')
      .addOrderBy('entry.id', 'DESC')
      .skip((query.page - 1) * query.limit)
      .take(query.limit)
      .getManyAndCount();
    return { rows, total };
  }

  async removeBefore(moment: Date, limit: number): Promise<number> {
    const [, gone] = (await this.rows.manager.query(REMOVE_BEFORE, [moment, limit])) as [unknown[], number];
    return gone;
  }
}

const REMOVE_BEFORE = `
  DELETE FROM audit_entries WHERE id IN (
    SELECT id FROM audit_entries WHERE at < $1 ORDER BY at LIMIT $2 FOR UPDATE SKIP LOCKED)`;
