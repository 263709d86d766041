import { Injectable } from '@nestjs/common';
import { FarmError } from '@farm/shared/errors';
import { Clock } from '../platform/clock.js';
import { newId } from '../platform/crypto/ids.js';
import { hashToken, newToken, sameText } from '../platform/crypto/token-hash.js';
import { Transactions, type Tx } from '../platform/database/transaction.js';
import { InjectLogger, type Logger } from '../platform/logger.js';
import { ApiKeysRepository, type ApiKey, type KeyAtWork, type KeyQuery } from './api-keys.repository.js';
import { AuditService } from './audit/audit.service.js';
import type { Actor } from './audit/audit.types.js';
import { keyRole, revokeProblem } from './key-rights.policy.js';
import { MembershipsRepository } from './people/memberships.repository.js';
import type { Page } from './people/people.types.js';
import type { Principal, Role } from './principal.js';
import { lowerRole } from './roles.policy.js';

export const API_KEY_PREFIX = 'vf_live_';
/** "Last used" is written at most this often for one key. */
const TOUCH_EVERY_MS = 60_000;

export interface NewKey {
  /** Null: linked to no workspace. */
  workspaceId: string | null;
  name: string;
  createdBy: string | null;
  role?: Role | undefined;
}

/** Creates, lists, revokes and verifies API keys. */
@Injectable()
export class ApiKeysService {
  private readonly touched = new Map<string, number>();

  constructor(
    private readonly keys: ApiKeysRepository,
    private readonly memberships: MembershipsRepository,
    private readonly audit: AuditService,
    private readonly transactions: Transactions,
    private readonly clock: Clock,
    @InjectLogger() private readonly logger: Logger,
  ) {}

  /** The text of a new key. It is shown once; `register` stores only its hash. */
  newText(): string {
    return newToken(API_KEY_PREFIX);
  }

  async register(text: string, wanted: NewKey, tx?: Tx): Promise<ApiKey> {
    const key: ApiKey = {
      id: newId(),
      ...wanted,
      role: wanted.role ?? 'owner',
      prefix: prefixOf(text),
      createdAt: this.clock.date(),
      lastUsedAt: null,
      revokedAt: null,
    };
    await this.keys.insert({ ...key, hash: hashToken(text) }, tx);
    return key;
  }

  /** A key for the caller's workspace (null: linked to none), never with more rights than the caller has. */
  async create(
    principal: Principal,
    wanted: { name: string; role?: Role | undefined; workspaceId?: string | null | undefined },
  ): Promise<{ key: ApiKey; text: string }> {
    const { name, workspaceId = principal.workspaceId } = wanted;
    const role = keyRole(principal.role, wanted.role);
    if (role === undefined)
      throw new FarmError(
        'forbidden',
        `A key cannot have the role ${wanted.role}: these credentials have the role ${principal.role}.`,
      );
    if (workspaceId === null && !principal.memberId)
      throw new FarmError('forbidden', 'A key without a workspace belongs to a person; log in to make one.');
    if (workspaceId !== null && workspaceId.toLowerCase() !== principal.workspaceId)
      throw new FarmError(
        'not-found',
        'workspaceId is not the workspace of this request; choose it with X-Workspace-Id or POST /v1/auth/switch.',
      );
    const place = workspaceId === null ? null : principal.workspaceId;
    return this.make(principal, { workspaceId: place, name, createdBy: principal.memberId, role });
  }

  /** Makes a key and notes who did; for the operator too. */
  make(actor: Actor, wanted: NewKey): Promise<{ key: ApiKey; text: string }> {
    const text = this.newText();
    return this.transactions.run(async (tx) => {
      const key = await this.register(text, wanted, tx);
      const target = { kind: 'key', id: key.id, ...placeOf(actor, key) };
      const { name, role, prefix } = key;
      const detail = { name, role, keyPrefix: prefix, linked: key.workspaceId !== null };
      await this.audit.note(actor, 'key.created', target, detail, tx);
      return { key, text };
    });
  }

  /** Keys of the workspace, and the caller's own that are linked to none. */
  list(principal: Principal, options: { all: boolean }): Promise<ApiKey[]> {
    return this.keys.visible(principal.workspaceId, principal.memberId, options.all);
  }

  page(query: KeyQuery): Promise<Page<ApiKey>> {
    return this.keys.page(query);
  }

  /** Owners and admins revoke any key of the workspace, others those that they made. */
  async revoke(principal: Principal, id: string): Promise<void> {
    const key = await this.keys.live(id);
    const mine = key && principal.memberId !== null && key.createdBy === principal.memberId;
    const here = key && (key.workspaceId === principal.workspaceId || (key.workspaceId === null && mine));
    if (!key || !here) throw noSuchKey(id);
    const problem = revokeProblem(principal.role, mine === true || principal.keyId === id);
    if (problem) throw new FarmError('forbidden', problem);
    await this.end(principal, key);
  }

  /** For the operator: any key. */
  async revokeAny(actor: Actor, id: string): Promise<void> {
    const key = await this.keys.live(id);
    if (!key) throw noSuchKey(id);
    await this.end(actor, key);
  }

  /** Inside the removal of a member. Returns how many. */
  revokeOf(workspaceId: string, userId: string, tx: Tx): Promise<number> {
    return this.keys.revokeOf(workspaceId, userId, this.clock.date(), tx);
  }

  async verify(text: string): Promise<Principal | undefined> {
    const hash = hashToken(text);
    const key = (await this.keys.withPrefix(prefixOf(text))).find((row) => sameText(row.hash, hash));
    const place = key && (await this.placeOf(key));
    if (!key || !place) return undefined;
    this.touch(key.id);
    const facts = { memberId: null, keyId: key.id, keyLinked: key.workspaceId !== null, via: 'key' as const };
    return { ...place, ...facts };
  }

  /** Where a key works and as what. One without a workspace lives and falls with its person. */
  private async placeOf(
    key: KeyAtWork,
  ): Promise<Pick<Principal, 'workspaceId' | 'role' | 'paused'> | undefined> {
    if (key.workspaceId !== null)
      return { workspaceId: key.workspaceId, role: key.role, ...(key.pausedAt ? { paused: true } : {}) };
    const [home] = key.createdBy ? await this.memberships.ofUser(key.createdBy) : [];
    if (!home) return undefined;
    const { workspaceId, role, paused } = home;
    return { workspaceId, role: lowerRole(key.role, role), ...(paused ? { paused } : {}) };
  }

  private async end(actor: Actor, key: ApiKey): Promise<void> {
    await this.transactions.run(async (tx) => {
      if (!(await this.keys.revoke(key.id, this.clock.date(), tx))) throw noSuchKey(key.id);
      const target = { kind: 'key', id: key.id, ...placeOf(actor, key) };
      await this.audit.note(actor, 'key.revoked', target, { name: key.name, keyPrefix: key.prefix }, tx);
    });
  }

  private touch(id: string): void {
    const now = this.clock.now();
    if (now - (this.touched.get(id) ?? 0) < TOUCH_EVERY_MS) return;
    this.touched.set(id, now);
    this.keys
      .touch(id, new Date(now))
      .catch((error: unknown) => this.logger.warn({ err: error }, 'could not note the use of an API key'));
  }
}

const noSuchKey = (id: string): FarmError =>
  new FarmError('not-found', `There is no live API key with the id ${id}.`);

/** The operator works in no workspace: the entry goes where the key belongs. */
const placeOf = (actor: Actor, key: ApiKey): { workspaceId?: string | null } =>
  actor.via === 'admin' ? { workspaceId: key.workspaceId } : {};

/** Enough to find a key and to recognise it in a list; too little to guess the rest. */
function prefixOf(text: string): string {
  return text.startsWith(API_KEY_PREFIX) ? text.slice(0, API_KEY_PREFIX.length + 8) : text.slice(0, 4);
}
