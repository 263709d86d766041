import { Injectable } from '@nestjs/common';
import { FarmError } from '@farm/shared/errors';
import { Clock } from '../platform/clock.js';
import { newId } from '../platform/crypto/ids.js';
import { Transactions } from '../platform/database/transaction.js';
import { EventBus } from '../platform/events/event-bus.js';
import { AuditService } from './audit/audit.service.js';
import type { Actor } from './audit/audit.types.js';
import { MembershipsRepository } from './people/memberships.repository.js';
import type { Member, Page, PageQuery } from './people/people.types.js';
import type { AdminActor } from './principal.js';
import { WorkspacesRepository, type Workspace } from './workspaces.repository.js';

/** Workspaces: whose the jobs, assets and keys are. */
@Injectable()
export class WorkspacesService {
  constructor(
    private readonly rows: WorkspacesRepository,
    private readonly memberships: MembershipsRepository,
    private readonly audit: AuditService,
    private readonly bus: EventBus,
    private readonly transactions: Transactions,
    private readonly clock: Clock,
  ) {}

  get(id: string): Promise<Workspace | undefined> {
    return this.rows.get(id);
  }

  async need(id: string): Promise<Workspace> {
    const workspace = await this.rows.get(id);
    if (!workspace) throw new FarmError('not-found', `There is no workspace with the id ${id}.`);
    return workspace;
  }

  page(query: PageQuery & { search?: string | undefined }): Promise<Page<Workspace>> {
    return this.rows.page(query);
  }

  /** A person of this workspace; undefined: not in it, or disabled. */
  member(userId: string, workspaceId: string): Promise<Member | undefined> {
    return this.memberships.live(userId, workspaceId);
  }

  /** Whoever owns the workspace the longest. */
  firstOwner(workspaceId: string): Promise<Member | undefined> {
    return this.memberships.firstOwner(workspaceId);
  }

  /** A new workspace, with its first owner when one is given. */
  async create(actor: AdminActor, name: string, ownerId?: string): Promise<Workspace> {
    const workspace = { id: newId(), name: name.trim(), createdAt: this.clock.date(), pausedAt: null };
    const { id: workspaceId, createdAt } = workspace;
    await this.transactions.run(async (tx) => {
      await this.rows.insert(workspace, tx);
      if (ownerId)
        await this.memberships.insert({ userId: ownerId, workspaceId, role: 'owner', createdAt }, tx);
      const target = { kind: 'workspace', id: workspaceId, workspaceId };
      await this.audit.note(actor, 'workspace.created', target, { name: workspace.name, ownerId }, tx);
    });
    return workspace;
  }

  async rename(actor: Actor, id: string, name: string): Promise<Workspace> {
    const workspace = await this.need(id);
    const renamed = { ...workspace, name: name.trim() };
    if (renamed.name === workspace.name) return workspace;
    await this.transactions.run(async (tx) => {
      await this.rows.change(id, { name: renamed.name }, tx);
      const target = { kind: 'workspace', id, workspaceId: id };
      const detail = { from: workspace.name, to: renamed.name };
      await this.audit.note(actor, 'workspace.renamed', target, detail, tx);
    });
    return renamed;
  }

  /** A paused workspace can be read; work that is under way goes on. */
  async setPaused(actor: AdminActor, id: string, paused: boolean): Promise<Workspace> {
    const workspace = await this.need(id);
    if ((workspace.pausedAt !== null) === paused) return workspace;
    const pausedAt = paused ? this.clock.date() : null;
    await this.transactions.run(async (tx) => {
      await this.rows.change(id, { pausedAt }, tx);
      const action = paused ? 'workspace.paused' : 'workspace.resumed';
      await this.audit.note(actor, action, { kind: 'workspace', id, workspaceId: id }, {}, tx);
    });
    return { ...workspace, pausedAt };
  }

  /** Removes it with all that is in it. Other features may refuse (work under way) and remove their files. */
  async remove(actor: AdminActor, id: string): Promise<void> {
    const workspace = await this.need(id);
    if ((await this.rows.first())?.id === id)
      throw new FarmError(
        'conflict',
        'The first workspace stays: credentials.json of the farm belongs to it. Rename or pause it instead.',
      );
    await this.transactions.run(async (tx) => {
      await this.bus.emit('workspace.removing', { workspaceId: id }, tx);
      await this.rows.remove(id, tx);
      const target = { kind: 'workspace', id, workspaceId: id };
      await this.audit.note(actor, 'workspace.removed', target, { name: workspace.name }, tx);
    });
    await this.bus.emit('workspace.removed', { workspaceId: id });
  }
}
