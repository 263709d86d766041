import { createHmac } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { FarmError } from '@farm/shared/errors';
import type { Principal } from '../auth/index.js';
import { Clock } from '../platform/clock.js';
import { MasterKey } from '../platform/crypto/master-key.js';
import { hashToken, newToken, sameText } from '../platform/crypto/token-hash.js';
import { InjectConfig, type CoordinatorConfig } from '../platform/config/config.js';
import { DestinationDrivers } from './destination-drivers.js';
import { DestinationProblem } from './destination-problem.js';
import type { Integration, PlainConfig } from './destination.types.js';
import { DriveConsentsRepository, type DriveConsent } from './drive-consents.repository.js';
import type { OauthApp } from './drivers/drive.driver.js';
import { IntegrationsService } from './integrations.service.js';
import { upstreamFacts, upstreamSentence } from './upstream-sentence.policy.js';

/** Time to say yes at Google, milliseconds. */
const CONSENT_MS = 15 * 60_000;

/** Connects a workspace to somebody's Google Drive: a question to Google, and its answer. */
@Injectable()
export class DriveOauthService {
  private readonly key: Buffer;

  constructor(
    private readonly consents: DriveConsentsRepository,
    private readonly integrations: IntegrationsService,
    private readonly drivers: DestinationDrivers,
    private readonly clock: Clock,
    @InjectConfig() private readonly config: CoordinatorConfig,
    masterKey: MasterKey,
  ) {
    this.key = masterKey.derive('drive-consent');
  }

  /** The address at Google where a person says yes; good once, and for a quarter of an hour. */
  async authUrl(principal: Principal, redirectUri: string): Promise<string> {
    const app = this.app();
    const nonce = newToken('');
    const state = `${nonce}.${this.mac(nonce)}`;
    const expiresAt = new Date(this.clock.now() + CONSENT_MS);
    await this.consents.insert(
      {
        stateHash: hashToken(state),
        workspaceId: principal.workspaceId,
        redirectUri,
        askedBy: principal,
        expiresAt,
      },
      this.clock.date(),
    );
    const { oauthClient } = await import('./drivers/drive.driver.js');
    // `consent` makes Google hand out a refresh token again when it was connected before.
    return oauthClient(app, redirectUri).generateAuthUrl({
      access_type: 'offline',
      prompt: 'consent',
      include_granted_scopes: true,
      scope: this.config.googleScope,
      state,
    });
  }

  /** Google's answer: makes or renews the workspace's one Drive integration. */
  async callback(answer: { state: string; code?: string; error?: string }): Promise<Integration> {
    const consent = await this.consentOf(answer.state);
    if (answer.error || !answer.code)
      throw new FarmError('bad-request', 'Google Drive was not connected, because access was not granted.');
    const tokens = await this.exchange(answer.code, consent.redirectUri);
    return this.integrations.connectDrive(consent.workspaceId, tokens, consent.askedBy);
  }

  private async consentOf(state: string): Promise<DriveConsent> {
    const [nonce = '', mac = ''] = state.split('.');
    const signed = nonce !== '' && sameText(mac, this.mac(nonce));
    const consent = signed ? await this.consents.take(hashToken(state)) : undefined;
    if (!consent || consent.expiresAt.getTime() < this.clock.now())
      throw new FarmError(
        'bad-request',
        'This answer belongs to no open question, or it came too late or twice; begin again with the address from /v1/integrations/drive/auth-url.',
      );
    return consent;
  }

  private async exchange(code: string, redirectUri: string): Promise<PlainConfig> {
    const { oauthClient } = await import('./drivers/drive.driver.js');
    try {
      const { tokens } = await oauthClient(this.app(), redirectUri).getToken(code);
      if (!tokens.refresh_token)
        throw new FarmError(
          'bad-request',
          'Google gave no lasting access; remove this farm in your Google account under third-party access, then connect again.',
        );
      return {
        driveRefreshToken: tokens.refresh_token,
        ...(tokens.access_token ? { driveAccessToken: tokens.access_token } : {}),
        ...(tokens.expiry_date ? { driveExpiresAt: new Date(tokens.expiry_date).toISOString() } : {}),
      };
    } catch (error) {
      if (error instanceof FarmError) throw error;
      const place = {
        what: 'the authorisation',
        credentials: 'the OAuth client of this farm',
        host: 'Google',
      };
      // Without the cause: it holds the whole request, client secret included.
      throw new FarmError('bad-request', upstreamSentence(upstreamFacts(error), place));
    }
  }

  private app(): OauthApp {
    try {
      return this.drivers.oauthApp();
    } catch (error) {
      if (error instanceof DestinationProblem) throw new FarmError('unavailable', error.message);
      throw error;
    }
  }

  private mac(nonce: string): string {
    return createHmac('sha256', this.key).update(nonce).digest('base64url');
  }
}
