import { Injectable } from '@nestjs/common';
import { FarmError } from '@farm/shared/errors';
import { Clock } from '../../platform/clock.js';
import { InjectConfig, type CoordinatorConfig } from '../../platform/config/config.js';
import { isUuid, newId } from '../../platform/crypto/ids.js';
import { hashToken, newToken, sameText } from '../../platform/crypto/token-hash.js';
import { Transactions, type Tx } from '../../platform/database/transaction.js';
import { AuditService } from '../audit/audit.service.js';
import { MembershipsRepository } from '../people/memberships.repository.js';
import type { Member } from '../people/people.types.js';
import type { Principal, RequestOrigin } from '../principal.js';
import { WorkspacesRepository } from '../workspaces.repository.js';
import { AccessTokens } from './access-tokens.js';
import { SessionsRepository, type SessionEnd, type SessionRow } from './sessions.repository.js';

export const REFRESH_TOKEN_PREFIX = 'vf_refresh_';
/** Ended sessions are kept so long, ms: while they are, a stolen token that comes back is noticed. */
const KEPT_MS = 7 * 24 * 3600 * 1000;

/** What a person gets who has shown who they are. Times in seconds. */
export interface Session {
  token: string;
  expiresIn: number;
  refreshToken: string;
  refreshExpiresIn: number;
  /** The person in the workspace that the token opens. */
  member: Member;
  /** Every workspace of the person. */
  memberships: Member[];
}

/**
 * Logins of people: a short access token, and a refresh token that is good for one use. Each refresh hands out the
 * next one; a used one that comes back was stolen or copied, so it ends its session.
 */
@Injectable()
export class SessionsService {
  constructor(
    private readonly rows: SessionsRepository,
    private readonly memberships: MembershipsRepository,
    private readonly workspaces: WorkspacesRepository,
    private readonly tokens: AccessTokens,
    private readonly audit: AuditService,
    private readonly transactions: Transactions,
    private readonly clock: Clock,
    @InjectConfig() private readonly config: CoordinatorConfig,
  ) {}

  /** Opens a session for a person who has proven who they are. Absent workspace: the oldest membership. */
  async open(userId: string, workspaceId?: string): Promise<Session> {
    const memberships = await this.memberships.ofUser(userId);
    const member = choose(memberships, workspaceId);
    await this.rows.forget(userId, new Date(this.clock.now() - KEPT_MS));
    const session = { id: newId(), userId, workspaceId: member.workspaceId };
    const refreshToken = newToken(REFRESH_TOKEN_PREFIX);
    await this.transactions.run(async (tx) => {
      const createdAt = this.clock.date();
      await this.rows.insert({ ...session, createdAt, expiresAt: this.endOfLife() }, tx);
      await this.rows.insertToken(hashToken(refreshToken), session.id, createdAt, tx);
    });
    return this.reply(session.id, member, memberships, refreshToken);
  }

  /** The next pair of tokens. */
  async refresh(refreshToken: string, from: RequestOrigin): Promise<Session> {
    const hash = hashToken(refreshToken);
    const found = await this.rows.byToken(hash);
    if (!found || found.session.endedAt || found.session.expiresAt <= this.clock.date()) throw ended();
    const { session, used } = found;
    const memberships = await this.memberships.ofUser(session.userId);
    const member = memberships.find(({ workspaceId }) => workspaceId === session.workspaceId);
    if (!member) throw ended();
    const next = used ? undefined : await this.rotate(hash, session.id);
    if (next === undefined) {
      await this.noteReuse(session, member, from);
      throw ended();
    }
    return this.reply(session.id, member, memberships, next);
  }

  /** Ends the session of a refresh token or of a Bearer token; one that is not known or has ended is fine too. */
  async logout(shown: { refreshToken?: string | undefined; bearer?: string | undefined }): Promise<void> {
    const { refreshToken, bearer } = shown;
    if (!refreshToken && !bearer)
      throw new FarmError(
        'bad-request',
        'Nothing says which login to end: send refreshToken, or the token in Authorization: Bearer.',
      );
    const ofRefresh = refreshToken
      ? (await this.rows.byToken(hashToken(refreshToken)))?.session.id
      : undefined;
    const ofBearer = bearer ? (await this.tokens.read(bearer))?.sessionId : undefined;
    for (const id of new Set([ofRefresh, ofBearer]))
      if (id !== undefined) await this.rows.end(id, 'logout', this.clock.date());
  }

  /** A further login of the same person, in another of their workspaces. */
  async openElsewhere(principal: Principal, workspaceId: string): Promise<Session> {
    if (!principal.memberId)
      throw new FarmError(
        'forbidden',
        'An API key works in one workspace only; log in as a person to switch.',
      );
    return this.open(principal.memberId, workspaceId);
  }

  /** Ends the sessions of a person: all, all but one, or those in one workspace. */
  endOf(
    userId: string,
    why: SessionEnd,
    which: { except?: string | undefined; workspaceId?: string },
    tx?: Tx,
  ): Promise<void> {
    return this.rows.endOf(userId, why, this.clock.date(), which, tx);
  }

  /** Who a Bearer token is, in the wanted workspace or else in that of the token. */
  async verify(token: string, wanted?: string): Promise<Principal | undefined> {
    const who = (await this.fixed(token)) ?? (await this.tokens.read(token));
    if (!who) return undefined;
    const { userId, sessionId } = who;
    if (sessionId !== undefined && !(await this.rows.isLive(sessionId, userId, this.clock.date())))
      return undefined;
    if (wanted !== undefined && !isUuid(wanted)) throw notYours(wanted);
    const member = await this.memberships.live(userId, wanted ?? who.workspaceId);
    if (!member && wanted !== undefined) throw notYours(wanted);
    return member && toPrincipal(member, sessionId);
  }

  /** The fixed token of the settings stands for the first owner. */
  private async fixed(
    token: string,
  ): Promise<{ userId: string; workspaceId: string; sessionId?: string } | undefined> {
    const { bootstrapToken } = this.config;
    if (bootstrapToken === undefined || !sameText(token, bootstrapToken)) return undefined;
    const workspace = await this.workspaces.first();
    const owner = workspace && (await this.memberships.firstOwner(workspace.id));
    return owner && { userId: owner.id, workspaceId: owner.workspaceId };
  }

  /** The next refresh token; undefined: somebody was faster with this one. */
  private async rotate(hash: string, sessionId: string): Promise<string | undefined> {
    const next = newToken(REFRESH_TOKEN_PREFIX);
    return this.transactions.run(async (tx) => {
      if (!(await this.rows.take(hash, this.clock.date(), tx))) return undefined;
      await this.rows.insertToken(hashToken(next), sessionId, this.clock.date(), tx);
      await this.rows.prolong(sessionId, this.endOfLife(), tx);
      return next;
    });
  }

  private async noteReuse(session: SessionRow, member: Member, from: RequestOrigin): Promise<void> {
    if (!(await this.rows.end(session.id, 'reuse', this.clock.date()))) return;
    const actor = { ...toPrincipal(member, session.id), from };
    await this.audit.note(actor, 'session.reuse-detected', { kind: 'session', id: session.id });
  }

  private async reply(
    sessionId: string,
    member: Member,
    memberships: Member[],
    refreshToken: string,
  ): Promise<Session> {
    const { id: userId, workspaceId, role } = member;
    const access = await this.tokens.make({ userId, workspaceId, sessionId, role });
    return { ...access, refreshToken, refreshExpiresIn: this.config.sessionTtl, member, memberships };
  }

  private endOfLife(): Date {
    return new Date(this.clock.now() + this.config.sessionTtl * 1000);
  }
}

/** The row, not the token, says which role the person has now. */
export const toPrincipal = (member: Member, sessionId?: string): Principal => ({
  workspaceId: member.workspaceId,
  memberId: member.id,
  keyId: null,
  keyLinked: true,
  role: member.role,
  via: 'bearer',
  ...(sessionId ? { sessionId } : {}),
  ...(member.paused ? { paused: true } : {}),
});

function choose(memberships: Member[], wanted: string | undefined): Member {
  const found =
    wanted === undefined
      ? memberships[0]
      : memberships.find((one) => one.workspaceId === wanted.toLowerCase());
  if (found) return found;
  if (wanted !== undefined) throw notYours(wanted);
  throw new FarmError('forbidden', 'You belong to no workspace; ask an owner of one to invite you.');
}

const notYours = (id: string): FarmError =>
  new FarmError(
    'not-found',
    `There is no workspace "${id.slice(0, 60)}" among yours; GET /v1/auth/me lists them.`,
  );

const ended = (): FarmError =>
  new FarmError('unauthorized', 'The refresh token is not valid, used or expired; log in again.');
