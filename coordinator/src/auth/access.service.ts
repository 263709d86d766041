import { Injectable } from '@nestjs/common';
import { FarmError } from '@farm/shared/errors';
import { InjectConfig, type CoordinatorConfig } from '../platform/config/config.js';
import type { PresentedCredentials } from './access.js';
import { ApiKeysService } from './api-keys.service.js';
import type { CredentialKind, Principal, Role } from './principal.js';
import { roleRefusal, roleSuffices } from './roles.policy.js';
import { SessionsService } from './sessions/sessions.service.js';

const HOW: Record<CredentialKind, string> = {
  key: 'an API key in the header x-api-key',
  bearer: 'a token from POST /v1/auth/login in the header Authorization: Bearer',
};
const NAME: Record<CredentialKind, string> = { key: 'API key', bearer: 'token' };

export const PAUSED =
  'This workspace is paused by the operator of the farm: it can be read, and nothing in it can be changed.';

interface Demands {
  roles?: readonly Role[];
  exactly?: boolean;
  whilePaused?: boolean;
}

/** Credentials -> Principal, or a 401 sentence that says what to send. */
@Injectable()
export class AccessService {
  constructor(
    private readonly keys: ApiKeysService,
    private readonly sessions: SessionsService,
    @InjectConfig() private readonly config: CoordinatorConfig,
  ) {}

  /**
   * Any one presented credential that is valid here and has one of the roles is enough; the others are ignored.
   * No roles: every role will do. `exactly`: no other kind is let in, whatever the settings. `whilePaused`: what is
   * asked for changes nothing of a paused workspace.
   */
  async need(
    kinds: readonly CredentialKind[],
    presented: PresentedCredentials,
    { roles = [], exactly = false, whilePaused = false }: Demands = {},
  ): Promise<Principal> {
    const accepts = exactly ? kinds : this.accepted(kinds);
    let tooLow: Principal | undefined;
    for (const kind of accepts) {
      const text = presented[kind];
      const principal = text === undefined ? undefined : await this.verify(kind, text, presented.workspace);
      if (principal && roleSuffices(principal.role, roles)) {
        if (principal.paused && !whilePaused) throw new FarmError('forbidden', PAUSED);
        return principal;
      }
      tooLow ??= principal;
    }
    if (tooLow) throw new FarmError('forbidden', roleRefusal(tooLow.role, roles));
    throw refusal(accepts, presented);
  }

  private verify(kind: CredentialKind, text: string, workspace?: string): Promise<Principal | undefined> {
    return kind === 'key' ? this.keys.verify(text) : this.sessions.verify(text, workspace);
  }

  /** Our extension: a workspace's key also opens the routes where the vendor wants a person's token. */
  private accepted(kinds: readonly CredentialKind[]): readonly CredentialKind[] {
    return this.config.keysOnBearerRoutes && !kinds.includes('key') ? [...kinds, 'key'] : kinds;
  }
}

function refusal(accepts: readonly CredentialKind[], presented: PresentedCredentials): FarmError {
  const how = accepts.map((kind) => HOW[kind]).join(', or ');
  const shown = accepts.filter((kind) => presented[kind] !== undefined).map((kind) => NAME[kind]);
  const other = presented.key ?? presented.bearer;
  const why =
    shown.length > 0
      ? `The ${shown.join(' and the ')} ${shown.length > 1 ? 'are' : 'is'} not valid, revoked or expired.`
      : other === undefined
        ? 'This route needs credentials.'
        : 'This route does not take the kind of credential that was sent.';
  return new FarmError('unauthorized', `${why} Send ${how}.`);
}
