import { Injectable } from '@nestjs/common';
import { jwtVerify, SignJWT } from 'jose';
import { FarmError } from '@farm/shared/errors';
import { Clock } from '../platform/clock.js';
import { InjectConfig, type CoordinatorConfig } from '../platform/config/config.js';
import { isUuid } from '../platform/crypto/ids.js';
import { MasterKey } from '../platform/crypto/master-key.js';
import { hashPassword, passwordMatches } from '../platform/crypto/password-hash.js';
import { sameText } from '../platform/crypto/token-hash.js';
import type { Principal } from './principal.js';
import { WorkspacesRepository, type Member, type Workspace } from './workspaces.repository.js';

/** Life of a token, seconds. */
const TOKEN_TTL = 24 * 3600;
const ISSUER = 'framefarm';

export interface Session {
  token: string;
  /** Seconds. */
  expiresIn: number;
  member: Member;
  workspace: Workspace;
}

/** Issues and verifies the tokens of people (JWT, HS256 under a key of their own). */
@Injectable()
export class SessionsService {
  private readonly key: Uint8Array;
  /** Checked when there is no such member, so that the answer takes as long as for a wrong password. */
  private decoy?: Promise<string>;

  constructor(
    private readonly rows: WorkspacesRepository,
    private readonly clock: Clock,
    @InjectConfig() private readonly config: CoordinatorConfig,
    masterKey: MasterKey,
  ) {
    this.key = masterKey.derive('sessions');
  }

  async login(email: string, password: string): Promise<Session> {
    const found = await this.rows.memberForLogin(email.trim());
    this.decoy ??= hashPassword('decoy');
    const matches = await passwordMatches(password, found?.passwordHash ?? (await this.decoy));
    const workspace = found && (await this.rows.workspace(found.member.workspaceId));
    if (!found || !matches || !workspace)
      throw new FarmError('unauthorized', 'The e-mail address or the password is wrong.');
    return { token: await this.issue(found.member), expiresIn: TOKEN_TTL, member: found.member, workspace };
  }

  async verify(token: string): Promise<Principal | undefined> {
    const fixed = this.config.bootstrapToken;
    if (fixed !== undefined && sameText(token, fixed)) return this.firstOwner();
    const id = await this.subject(token);
    const member = id === undefined ? undefined : await this.rows.member(id);
    return member && toPrincipal(member);
  }

  private issue(member: Member): Promise<string> {
    const now = Math.floor(this.clock.now() / 1000);
    return new SignJWT({ workspaceId: member.workspaceId, role: member.role })
      .setProtectedHeader({ alg: 'HS256' })
      .setIssuer(ISSUER)
      .setSubject(member.id)
      .setIssuedAt(now)
      .setExpirationTime(now + TOKEN_TTL)
      .sign(this.key);
  }

  private async subject(token: string): Promise<string | undefined> {
    try {
      const { payload } = await jwtVerify(token, this.key, {
        algorithms: ['HS256'],
        issuer: ISSUER,
        currentDate: this.clock.date(),
      });
      return isUuid(payload.sub) ? payload.sub : undefined;
    } catch {
      return undefined;
    }
  }

  private async firstOwner(): Promise<Principal | undefined> {
    const workspace = await this.rows.first();
    const owner = workspace && (await this.rows.firstOwner(workspace.id));
    return owner && toPrincipal(owner);
  }
}

/** The row, not the token, says which role the person has now. */
const toPrincipal = (member: Member): Principal => ({
  workspaceId: member.workspaceId,
  memberId: member.id,
  keyId: null,
  keyLinked: true,
  role: member.role,
  via: 'bearer',
});
