import { Injectable } from '@nestjs/common';
import { FarmError } from '@farm/shared/errors';
import { WorkspacesService, type Principal } from '../auth/index.js';
import { Clock } from '../platform/clock.js';
import { isUuid, newId } from '../platform/crypto/ids.js';
import { WorkflowRunsService } from './workflow-runs.service.js';
import { WorkflowsRepository } from './workflows.repository.js';
import type { Definition, Page, PageWish, Workflow } from './workflow.types.js';

export interface NewWorkflow {
  name: string;
  definition: Definition;
  description: string | null;
  isActive: boolean;
  sourcePresetId: string | null;
}
export type WorkflowEdit = Partial<Omit<NewWorkflow, 'sourcePresetId'>>;

/** Definitions of workflows: kept, listed, changed, deleted. */
@Injectable()
export class WorkflowsService {
  constructor(
    private readonly rows: WorkflowsRepository,
    private readonly runs: WorkflowRunsService,
    private readonly workspaces: WorkspacesService,
    private readonly clock: Clock,
  ) {}

  async create(principal: Principal, wanted: NewWorkflow): Promise<Workflow> {
    const now = this.clock.date();
    const workflow: Workflow = {
      ...wanted,
      id: newId(),
      workspaceId: principal.workspaceId,
      createdBy: principal.memberId ?? (await this.ownerOf(principal.workspaceId)),
      createdAt: now,
      updatedAt: now,
    };
    await this.rows.insert(workflow);
    return workflow;
  }

  list(workspaceId: string, wish: PageWish): Promise<Page<Workflow>> {
    return this.rows.page(workspaceId, wish);
  }

  /** The workflow, or a 404 error. */
  async require(workspaceId: string, id: string): Promise<Workflow> {
    const workflow = isUuid(id) ? await this.rows.get(workspaceId, id) : undefined;
    if (!workflow) throw new FarmError('not-found', `There is no workflow ${id} in this workspace.`);
    return workflow;
  }

  /** Runs that were started already keep the definition that they were started with. */
  async change(workspaceId: string, id: string, edit: WorkflowEdit): Promise<Workflow> {
    const before = await this.require(workspaceId, id);
    const change = { ...edit, updatedAt: this.clock.date() };
    if (!(await this.rows.change(workspaceId, id, change)))
      throw new FarmError('not-found', `There is no workflow ${id} in this workspace.`);
    return { ...before, ...change };
  }

  /** Ends its runs and their jobs first; a crash in between leaves a workflow that can be deleted again. */
  async remove(workspaceId: string, id: string): Promise<void> {
    await this.require(workspaceId, id);
    await this.runs.cancelAllOf(workspaceId, id);
    await this.rows.remove(workspaceId, id);
  }

  /** Strict clients need somebody: what an API key makes counts as made by the workspace's first owner. */
  private async ownerOf(workspaceId: string): Promise<string> {
    return (await this.workspaces.firstOwner(workspaceId))?.id ?? workspaceId;
  }
}
