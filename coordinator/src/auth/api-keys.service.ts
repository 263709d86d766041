import { Injectable } from '@nestjs/common';
import { Clock } from '../platform/clock.js';
import { newId } from '../platform/crypto/ids.js';
import { hashToken, newToken, sameText } from '../platform/crypto/token-hash.js';
import type { Tx } from '../platform/database/transaction.js';
import { InjectLogger, type Logger } from '../platform/logger.js';
import { ApiKeysRepository, type ApiKey } from './api-keys.repository.js';
import type { Principal } from './principal.js';

export const API_KEY_PREFIX = 'vf_live_';
/** "Last used" is written at most this often for one key. */
const TOUCH_EVERY_MS = 60_000;

/** Creates, lists, revokes and verifies the API keys of workspaces. */
@Injectable()
export class ApiKeysService {
  private readonly touched = new Map<string, number>();

  constructor(
    private readonly keys: ApiKeysRepository,
    private readonly clock: Clock,
    @InjectLogger() private readonly logger: Logger,
  ) {}

  /** The text of a new key. It is shown once; `register` stores only its hash. */
  newText(): string {
    return newToken(API_KEY_PREFIX);
  }

  async register(
    text: string,
    owner: { workspaceId: string; name: string; createdBy: string | null },
    tx?: Tx,
  ): Promise<ApiKey> {
    const key: ApiKey = {
      id: newId(),
      ...owner,
      prefix: prefixOf(text),
      createdAt: this.clock.date(),
      lastUsedAt: null,
    };
    await this.keys.insert({ ...key, hash: hashToken(text) }, tx);
    return key;
  }

  list(workspaceId: string): Promise<ApiKey[]> {
    return this.keys.ofWorkspace(workspaceId);
  }

  revoke(workspaceId: string, id: string): Promise<boolean> {
    return this.keys.revoke(workspaceId, id, this.clock.date());
  }

  async verify(text: string): Promise<Principal | undefined> {
    const hash = hashToken(text);
    const key = (await this.keys.withPrefix(prefixOf(text))).find((row) => sameText(row.hash, hash));
    if (!key) return undefined;
    this.touch(key.id);
    const { id, workspaceId } = key;
    return { workspaceId, memberId: null, keyId: id, keyLinked: true, role: 'owner', via: 'key' };
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

/** Enough to find a key and to recognise it in a list; too little to guess the rest. */
function prefixOf(text: string): string {
  return text.startsWith(API_KEY_PREFIX) ? text.slice(0, API_KEY_PREFIX.length + 8) : text.slice(0, 4);
}
