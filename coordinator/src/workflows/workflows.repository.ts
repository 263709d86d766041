import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { QueryDeepPartialEntity, Repository } from 'typeorm';
import { inTx, type Tx } from '../platform/database/transaction.js';
import { WorkflowEntity } from './workflow.entity.js';
import type { Page, PageWish, Workflow } from './workflow.types.js';

export type WorkflowChange = Partial<
  Pick<Workflow, 'name' | 'description' | 'definition' | 'isActive' | 'updatedAt'>
>;

/** Rows of workflows. */
@Injectable()
export class WorkflowsRepository {
  constructor(@InjectRepository(WorkflowEntity) private readonly rows: Repository<WorkflowEntity>) {}

  async insert(workflow: Workflow): Promise<void> {
    await this.rows.insert(workflow as QueryDeepPartialEntity<WorkflowEntity>);
  }

  async get(workspaceId: string, id: string): Promise<Workflow | undefined> {
    const row = await this.rows.findOneBy({ workspaceId, id });
    return row ? { ...row } : undefined;
  }

  /** Newest first. */
  async page(workspaceId: string, { page, limit }: PageWish): Promise<Page<Workflow>> {
    const [rows, total] = await this.rows.findAndCount({
      where: { workspaceId },
      order: { createdAt: 'DESC', id: 'DESC' },
      skip: (page - 1) * limit,
      take: limit,
    });
    return { rows, total };
  }

  /** False when it is not there (any more). */
  async change(workspaceId: string, id: string, change: WorkflowChange): Promise<boolean> {
    const set = change as QueryDeepPartialEntity<WorkflowEntity>;
    return ((await this.rows.update({ workspaceId, id }, set)).affected ?? 0) > 0;
  }

  /** Its runs and their steps go with it. */
  async remove(workspaceId: string, id: string, tx?: Tx): Promise<boolean> {
    return ((await inTx(this.rows, tx).delete({ workspaceId, id })).affected ?? 0) > 0;
  }
}
