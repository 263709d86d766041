import { Injectable } from '@nestjs/common';
import { FarmError } from '@farm/shared/errors';
import { liveHandshakeSchema, type LiveHandshake, type LiveScope } from '@farm/shared/live';
import { AccessService, AdminSecret } from '../../auth/index.js';
import { LiveFeed } from './live-feed.service.js';

/** Watchers at once: of the whole coordinator, and of one workspace. */
const MOST_WATCHERS = 2000;
const MOST_OF_WORKSPACE = 200;

const HOW =
  'Send one of {token}, {apiKey} and {adminSecret} in the auth of the handshake (docs/api/live.md says how).';

/** Credentials of a handshake -> what the watcher may see, or a FarmError with a sentence. */
@Injectable()
export class LiveDoor {
  constructor(
    private readonly access: AccessService,
    private readonly adminSecret: AdminSecret,
    private readonly feed: LiveFeed,
  ) {}

  /** Judges a handshake before any message. */
  async admit(auth: unknown): Promise<{ scope: LiveScope; shown: LiveHandshake }> {
    const parsed = liveHandshakeSchema.safeParse(auth);
    if (!parsed.success) throw new FarmError('unauthorized', `The live feed needs credentials. ${HOW}`);
    const scope = await this.scopeOf(parsed.data);
    const { farm, workspace } = this.feed.watchers();
    const crowded = scope.kind === 'workspace' && this.feed.watchersOf(scope) >= MOST_OF_WORKSPACE;
    if (crowded || farm + workspace >= MOST_WATCHERS)
      throw new FarmError('rate-limited', 'Too many watch already. Close other pages, or try again later.');
    return { scope, shown: parsed.data };
  }

  /** What these credentials open now; throws when it is nothing (any more). */
  async scopeOf(shown: LiveHandshake): Promise<LiveScope> {
    if ('adminSecret' in shown) {
      this.adminSecret.need(shown.adminSecret);
      return { kind: 'farm' };
    }
    const presented =
      'apiKey' in shown
        ? { key: shown.apiKey }
        : { bearer: shown.token, ...(shown.workspace ? { workspace: shown.workspace } : {}) };
    const { workspaceId } = await this.access.need(['bearer', 'key'], presented, { whilePaused: true });
    return { kind: 'workspace', workspaceId };
  }
}
