import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { Repository } from 'typeorm';
import { inTx, type Tx } from '../platform/database/transaction.js';
import { TemplateEntity } from './template.entity.js';
import type { TemplateDefinition } from './template.types.js';

/** Templates of workspaces. */
@Injectable()
export class TemplatesRepository {
  constructor(@InjectRepository(TemplateEntity) private readonly rows: Repository<TemplateEntity>) {}

  /** False when the workspace has one with this id. */
  async insert(
    row: { workspaceId: string; createdBy: string | null; template: TemplateDefinition },
    at: Date,
    tx?: Tx,
  ): Promise<boolean> {
    const { workspaceId, createdBy, template } = row;
    const { raw } = await inTx(this.rows, tx)
      .createQueryBuilder()
      .insert()
      .values({ workspaceId, createdBy, id: template.id, body: template, createdAt: at, updatedAt: at })
      .orIgnore()
      .returning('id')
      .execute();
    return (raw as unknown[]).length > 0;
  }

  /** Newest first. */
  async list(workspaceId: string): Promise<TemplateDefinition[]> {
    const rows = await this.rows.find({ where: { workspaceId }, order: { createdAt: 'DESC', id: 'ASC' } });
    return rows.map(({ body }) => body as TemplateDefinition);
  }

  count(workspaceId: string): Promise<number> {
    return this.rows.countBy({ workspaceId });
  }

  async get(workspaceId: string, id: string): Promise<TemplateDefinition | undefined> {
    return (await this.rows.findOneBy({ workspaceId, id }))?.body as TemplateDefinition | undefined;
  }

  async replace(workspaceId: string, template: TemplateDefinition, at: Date, tx?: Tx): Promise<boolean> {
    const rows = inTx(this.rows, tx);
    const found = await rows.findOneBy({ workspaceId, id: template.id });
    if (!found) return false;
    await rows.save({ ...found, body: template, updatedAt: at });
    return true;
  }

  async remove(workspaceId: string, id: string, tx?: Tx): Promise<boolean> {
    return (await inTx(this.rows, tx).delete({ workspaceId, id })).affected === 1;
  }
}
