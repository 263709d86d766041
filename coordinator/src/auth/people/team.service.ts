import { Injectable } from '@nestjs/common';
import { FarmError } from '@farm/shared/errors';
import { Clock } from '../../platform/clock.js';
import { Transactions, type Tx } from '../../platform/database/transaction.js';
import { ApiKeysService } from '../api-keys.service.js';
import { AuditService } from '../audit/audit.service.js';
import type { Actor } from '../audit/audit.types.js';
import type { Role } from '../principal.js';
import { SessionsService } from '../sessions/sessions.service.js';
import { MembershipsRepository } from './memberships.repository.js';
import type { Member, Page, PageQuery } from './people.types.js';
import { isLastOwner, removalProblem, roleChangeProblem, type TeamActor } from './team.policy.js';

/** The people of one workspace and their roles. A workspace always keeps an owner. */
@Injectable()
export class TeamService {
  constructor(
    private readonly rows: MembershipsRepository,
    private readonly sessions: SessionsService,
    private readonly keys: ApiKeysService,
    private readonly audit: AuditService,
    private readonly transactions: Transactions,
    private readonly clock: Clock,
  ) {}

  page(workspaceId: string, query: PageQuery): Promise<Page<Member>> {
    return this.rows.page(workspaceId, query);
  }

  /** Takes a person who exists into a workspace; for the operator. */
  async add(actor: Actor, workspaceId: string, userId: string, role: Role): Promise<void> {
    await this.transactions.run(async (tx) => {
      const fresh = await this.rows.insert({ userId, workspaceId, role, createdAt: this.clock.date() }, tx);
      if (!fresh)
        throw new FarmError(
          'conflict',
          'The person is in this workspace already; change their role instead.',
        );
      const target = { kind: 'member', id: userId, workspaceId };
      await this.audit.note(actor, 'member.added', target, { role }, tx);
    });
  }

  async setRole(actor: Actor, workspaceId: string, userId: string, role: Role): Promise<Member> {
    return this.transactions.run(async (tx) => {
      const { member, liveOwners } = await this.lock(workspaceId, userId, tx);
      refuse('forbidden', roleChangeProblem(teamActor(actor), member.role, role));
      if (role === member.role) return member;
      if (isLastOwner(liveOwners, userId)) throw lastOwner('made less than an owner');
      await this.rows.setRole(userId, workspaceId, role, tx);
      const target = { kind: 'member', id: userId, workspaceId };
      const detail = { email: member.email, from: member.role, to: role };
      await this.audit.note(actor, 'member.role-changed', target, detail, tx);
      return { ...member, role };
    });
  }

  /** Takes a person out, or lets them leave. Their keys stay (they belong to the workspace) unless asked otherwise. */
  async remove(
    actor: Actor,
    workspaceId: string,
    userId: string,
    options: { revokeKeys?: boolean } = {},
  ): Promise<void> {
    await this.transactions.run(async (tx) => {
      const { member, liveOwners } = await this.lock(workspaceId, userId, tx);
      refuse('forbidden', removalProblem(teamActor(actor), { id: userId, role: member.role }));
      if (isLastOwner(liveOwners, userId)) throw lastOwner('removed');
      await this.rows.remove(userId, workspaceId, tx);
      await this.sessions.endOf(userId, 'removed', { workspaceId }, tx);
      const keys = options.revokeKeys ? await this.keys.revokeOf(workspaceId, userId, tx) : 0;
      const target = { kind: 'member', id: userId, workspaceId };
      const detail = { email: member.email, role: member.role, revokedKeys: keys };
      await this.audit.note(actor, 'member.removed', target, detail, tx);
    });
  }

  private async lock(workspaceId: string, userId: string, tx: Tx) {
    const { member, liveOwners } = await this.rows.lockWithOwners(workspaceId, userId, tx);
    if (!member)
      throw new FarmError('not-found', `There is no member with the id ${userId} in this workspace.`);
    return { member, liveOwners };
  }
}

/** The operator may do what an owner may. */
const teamActor = (actor: Actor): TeamActor =>
  actor.via === 'admin' ? { role: 'owner', id: null } : { role: actor.role, id: actor.memberId };

function refuse(code: 'forbidden', problem: string | undefined): void {
  if (problem !== undefined) throw new FarmError(code, problem);
}

const lastOwner = (what: string): FarmError =>
  new FarmError(
    'conflict',
    `The last owner of a workspace cannot be ${what}; make somebody else an owner first.`,
  );
