import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { FarmError } from '@farm/shared/errors';
import { Clock } from '../../platform/clock.js';
import { newId } from '../../platform/crypto/ids.js';
import { hashPassword } from '../../platform/crypto/password-hash.js';
import { Transactions, type Tx } from '../../platform/database/transaction.js';
import { AuditService } from '../audit/audit.service.js';
import type { AdminActor, Role } from '../principal.js';
import { SessionsService } from '../sessions/sessions.service.js';
import { MembershipsRepository } from './memberships.repository.js';
import type { Member, Page, PageQuery, User } from './people.types.js';
import { toUser, UsersRepository } from './users.repository.js';

export interface NewPerson {
  email: string;
  name?: string | null | undefined;
  /** Absent: one is made. */
  password?: string | undefined;
}

/** A person and the text of their password, which is shown this once. */
export interface WithPassword {
  user: User;
  password: string;
}

/** People as the operator of the farm sees them: across all workspaces. */
@Injectable()
export class PeopleService {
  constructor(
    private readonly users: UsersRepository,
    private readonly memberships: MembershipsRepository,
    private readonly sessions: SessionsService,
    private readonly audit: AuditService,
    private readonly transactions: Transactions,
    private readonly clock: Clock,
  ) {}

  page(query: PageQuery & { search?: string | undefined }): Promise<Page<User>> {
    return this.users.page(query);
  }

  async need(id: string): Promise<User> {
    const user = await this.users.get(id);
    if (!user) throw new FarmError('not-found', `There is no user with the id ${id}.`);
    return toUser(user);
  }

  async byEmail(email: string): Promise<User | undefined> {
    const user = await this.users.byEmail(email.trim());
    return user && toUser(user);
  }

  workspacesOf(userId: string): Promise<Member[]> {
    return this.memberships.ofUser(userId);
  }

  /** Makes a person, in a workspace at once when one is given. */
  async create(
    actor: AdminActor,
    wanted: NewPerson,
    place?: { workspaceId: string; role: Role },
  ): Promise<WithPassword> {
    const password = wanted.password ?? newPassword();
    const passwordHash = await hashPassword(password);
    const user = await this.transactions.run(async (tx) => {
      const made = await this.insert(wanted, passwordHash, tx);
      if (place) await this.memberships.insert({ userId: made.id, ...place, createdAt: made.createdAt }, tx);
      const detail = { email: made.email, ...(place ? { role: place.role } : {}) };
      const target = { kind: 'user', id: made.id, workspaceId: place?.workspaceId ?? null };
      await this.audit.note(actor, 'user.created', target, detail, tx);
      return made;
    });
    return { user, password };
  }

  /** The row alone; 409 when somebody has this address. */
  async insert(wanted: NewPerson, passwordHash: string, tx: Tx): Promise<User> {
    const user: User = {
      id: newId(),
      email: wanted.email.trim(),
      name: wanted.name?.trim() || null,
      createdAt: this.clock.date(),
      disabledAt: null,
    };
    if (!(await this.users.insert({ ...user, passwordHash }, tx)))
      throw new FarmError('conflict', `There is a user with the e-mail address ${user.email} already.`);
    return user;
  }

  /** A disabled person cannot log in, and their tokens stop working at once. What they made stays. */
  async setDisabled(actor: AdminActor, id: string, disabled: boolean): Promise<User> {
    const user = await this.need(id);
    if ((user.disabledAt !== null) === disabled) return user;
    const disabledAt = disabled ? this.clock.date() : null;
    await this.transactions.run(async (tx) => {
      await this.users.change(id, { disabledAt }, tx);
      if (disabled) await this.sessions.endOf(id, 'disabled', {}, tx);
      const action = disabled ? 'user.disabled' : 'user.enabled';
      await this.audit.note(actor, action, { kind: 'user', id }, { email: user.email }, tx);
    });
    return { ...user, disabledAt };
  }

  /** Gives the person another password, shown this once, and ends all of their logins. */
  async resetPassword(actor: AdminActor, id: string, wanted?: string): Promise<WithPassword> {
    const user = await this.need(id);
    const password = wanted ?? newPassword();
    const passwordHash = await hashPassword(password);
    await this.transactions.run(async (tx) => {
      await this.users.change(id, { passwordHash }, tx);
      await this.sessions.endOf(id, 'password', {}, tx);
      await this.audit.note(actor, 'user.password-reset', { kind: 'user', id }, { email: user.email }, tx);
    });
    return { user, password };
  }
}

/** 120 bits of its own. */
export const newPassword = (): string => randomBytes(15).toString('base64url');
