import { Injectable } from '@nestjs/common';
import { FarmError } from '@farm/shared/errors';
import { hashPassword, needsNewHash, passwordMatches } from '../../platform/crypto/password-hash.js';
import { toUser, UsersRepository } from '../people/users.repository.js';
import type { User } from '../people/people.types.js';
import type { Principal, RequestOrigin } from '../principal.js';
import { LoginAttempts } from './login-attempts.js';
import { AuditService } from '../audit/audit.service.js';
import { Transactions } from '../../platform/database/transaction.js';
import { SessionsService, type Session } from './sessions.service.js';

/** Checks passwords of people, and changes one's own. */
@Injectable()
export class PasswordsService {
  /** Checked when there is no such person, so that the answer takes as long as for a wrong password. */
  private decoy?: Promise<string>;

  constructor(
    private readonly users: UsersRepository,
    private readonly attempts: LoginAttempts,
    private readonly sessions: SessionsService,
    private readonly audit: AuditService,
    private readonly transactions: Transactions,
  ) {}

  /** A session in the wanted workspace, or in that of the oldest membership. */
  async login(
    who: { email: string; password: string; workspaceId?: string | undefined },
    from: RequestOrigin,
  ): Promise<Session> {
    const user = await this.prove(who.email, who.password, from);
    return this.sessions.open(user.id, who.workspaceId);
  }

  /** The person with this address and password, or 401; wrong ones are counted. */
  async prove(email: string, password: string, from: RequestOrigin): Promise<User> {
    const address = from.address ?? 'unknown';
    await this.attempts.begin(email, address);
    const user = await this.users.byEmail(email.trim());
    this.decoy ??= hashPassword('decoy');
    const matches = await passwordMatches(password, user?.passwordHash ?? (await this.decoy));
    if (!user || !matches || user.disabledAt)
      throw new FarmError('unauthorized', 'The e-mail address or the password is wrong.');
    await this.attempts.succeeded(email, address);
    if (needsNewHash(user.passwordHash))
      await this.users.renewHash(user.id, user.passwordHash, await hashPassword(password));
    return toUser(user);
  }

  /** Changes one's own password and ends all of one's other logins. */
  async change(principal: Principal, current: string, wanted: string): Promise<void> {
    const user = principal.memberId ? await this.users.get(principal.memberId) : undefined;
    if (!user) throw new FarmError('forbidden', 'An API key has no password; log in as a person.');
    const origin = principal.from ?? { address: null, requestId: '' };
    await this.prove(user.email, current, origin).catch((error: unknown) => {
      if (error instanceof FarmError && error.code === 'unauthorized')
        throw new FarmError('forbidden', 'The current password is wrong.');
      throw error;
    });
    const passwordHash = await hashPassword(wanted);
    await this.transactions.run(async (tx) => {
      await this.users.change(user.id, { passwordHash }, tx);
      await this.sessions.endOf(user.id, 'password', { except: principal.sessionId }, tx);
      await this.audit.note(principal, 'user.password-changed', { kind: 'user', id: user.id }, {}, tx);
    });
  }
}
