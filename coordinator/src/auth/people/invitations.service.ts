import { Injectable } from '@nestjs/common';
import { FarmError } from '@farm/shared/errors';
import { Clock } from '../../platform/clock.js';
import { newId } from '../../platform/crypto/ids.js';
import { hashPassword } from '../../platform/crypto/password-hash.js';
import { hashToken, newToken } from '../../platform/crypto/token-hash.js';
import { Transactions, type Tx } from '../../platform/database/transaction.js';
import { PAUSED } from '../access.service.js';
import { AuditService } from '../audit/audit.service.js';
import type { Principal, RequestOrigin, Role } from '../principal.js';
import { PasswordsService } from '../sessions/passwords.service.js';
import { SessionsService, toPrincipal, type Session } from '../sessions/sessions.service.js';
import { InvitationsRepository } from './invitations.repository.js';
import { MembershipsRepository } from './memberships.repository.js';
import { PeopleService } from './people.service.js';
import type { Invitation } from './people.types.js';
import { grantProblem } from './team.policy.js';

export const INVITATION_PREFIX = 'vf_invite_';
/** Life of an invitation, ms. */
const LIFE_MS = 7 * 24 * 3600 * 1000;

export interface Acceptance {
  token: string;
  /** Of somebody the farm knows: their password. Of somebody new: the one they choose. */
  password: string;
  name?: string | undefined;
}

/** Invitations into a workspace: one token, good once, for one e-mail address. */
@Injectable()
export class InvitationsService {
  constructor(
    private readonly rows: InvitationsRepository,
    private readonly memberships: MembershipsRepository,
    private readonly people: PeopleService,
    private readonly passwords: PasswordsService,
    private readonly sessions: SessionsService,
    private readonly audit: AuditService,
    private readonly transactions: Transactions,
    private readonly clock: Clock,
  ) {}

  list(workspaceId: string): Promise<Invitation[]> {
    return this.rows.open(workspaceId);
  }

  /** The farm sends no mail: whoever invites hands the token on. A second invitation replaces the first. */
  async invite(
    principal: Principal,
    wanted: { email: string; role: Role },
  ): Promise<{ invitation: Invitation; token: string }> {
    const problem = grantProblem(principal.role, wanted.role);
    if (problem) throw new FarmError('forbidden', problem);
    const { workspaceId, memberId } = principal;
    const email = wanted.email.trim();
    const known = await this.people.byEmail(email);
    if (known && (await this.memberships.live(known.id, workspaceId)))
      throw new FarmError('conflict', `${email} is in this workspace already.`);
    const token = newToken(INVITATION_PREFIX);
    const createdAt = this.clock.date();
    const expiresAt = new Date(createdAt.getTime() + LIFE_MS);
    const { role } = wanted;
    const invitation = { id: newId(), workspaceId, email, role, invitedBy: memberId, createdAt, expiresAt };
    await this.transactions.run(async (tx) => {
      await this.rows.replace({ ...invitation, hash: hashToken(token) }, tx);
      const target = { kind: 'invitation', id: invitation.id };
      await this.audit.note(principal, 'invitation.created', target, { email, role }, tx);
    });
    return { invitation, token };
  }

  async revoke(principal: Principal, id: string): Promise<void> {
    await this.transactions.run(async (tx) => {
      const revoked = await this.rows.revoke(principal.workspaceId, id, this.clock.date(), tx);
      if (!revoked) throw new FarmError('not-found', `There is no open invitation with the id ${id}.`);
      const { email, role } = revoked;
      await this.audit.note(principal, 'invitation.revoked', { kind: 'invitation', id }, { email, role }, tx);
    });
  }

  /** Takes the person in and opens a session in the workspace. */
  async accept(acceptance: Acceptance, from: RequestOrigin): Promise<Session> {
    const hash = hashToken(acceptance.token.trim());
    const { email } = await this.transactions.run((tx) => this.usable(hash, tx));
    const known = await this.people.byEmail(email);
    // A known person's invitation may have been read by another: only their password shows that it is them.
    if (known) await this.passwords.prove(email, acceptance.password, from);
    const passwordHash = known ? '' : await hashPassword(acceptance.password);
    const place = await this.transactions.run(async (tx) => {
      const invitation = await this.usable(hash, tx);
      const { workspaceId, role } = invitation;
      const person = { email, name: acceptance.name };
      const userId = known?.id ?? (await this.people.insert(person, passwordHash, tx)).id;
      await this.rows.accept(invitation.id, this.clock.date(), tx);
      const fresh = await this.memberships.insert(
        { userId, workspaceId, role, createdAt: this.clock.date() },
        tx,
      );
      if (!fresh) throw new FarmError('conflict', 'You are in this workspace already; log in.');
      await this.noteAccepted(invitation, userId, from, tx);
      return { userId, workspaceId };
    });
    return this.sessions.open(place.userId, place.workspaceId);
  }

  private async noteAccepted(
    { id, workspaceId, email, role }: Invitation,
    userId: string,
    from: RequestOrigin,
    tx: Tx,
  ): Promise<void> {
    const member = await this.memberships.live(userId, workspaceId, tx);
    if (!member) throw new FarmError('unauthorized', 'This person was disabled by the operator of the farm.');
    if (member.paused) throw new FarmError('forbidden', PAUSED);
    const actor = { ...toPrincipal(member), from };
    await this.audit.note(actor, 'invitation.accepted', { kind: 'invitation', id }, { email, role }, tx);
  }

  private async usable(hash: string, tx: Tx): Promise<Invitation> {
    const invitation = await this.rows.lockByHash(hash, tx);
    if (invitation && invitation.expiresAt > this.clock.date()) return invitation;
    throw new FarmError(
      'not-found',
      'This invitation is not known, used, revoked or expired; ask whoever invited you for a new one.',
    );
  }
}
