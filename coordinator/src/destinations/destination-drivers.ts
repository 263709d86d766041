import { Injectable } from '@nestjs/common';
import { InjectConfig, type CoordinatorConfig } from '../platform/config/config.js';
import { GuardedAgents } from '../platform/outbound/guarded-agents.js';
import { DestinationProblem } from './destination-problem.js';
import type { PlainConfig, Provider } from './destination.types.js';
import type { DestinationDriver } from './drivers/destination-driver.js';
import type { OauthApp, RenewedTokens } from './drivers/drive.driver.js';
import type { GooglePlaces } from './drivers/google-client.js';

/**
 * Provider -> driver. The client libraries are loaded with the first use of their provider: a coordinator without
 * destinations does not pay for them.
 */
@Injectable()
export class DestinationDrivers {
  constructor(
    private readonly agents: GuardedAgents,
    @InjectConfig() private readonly config: CoordinatorConfig,
  ) {}

  /** `onRenewed` keeps the tokens that Drive renews. Rejects with a DestinationProblem when the config cannot work. */
  async of(
    provider: Provider,
    config: PlainConfig,
    onRenewed: (tokens: RenewedTokens) => void = () => undefined,
  ): Promise<DestinationDriver> {
    switch (provider) {
      case 's3':
      case 'r2':
      case 'b2':
      case 'wasabi': {
        const { S3DestinationDriver } = await import('./drivers/s3.driver.js');
        return new S3DestinationDriver(provider, config, this.agents);
      }
      case 'gcs': {
        const { GcsDestinationDriver } = await import('./drivers/gcs.driver.js');
        return new GcsDestinationDriver(config, this.places());
      }
      case 'azure': {
        const { AzureDestinationDriver } = await import('./drivers/azure.driver.js');
        return new AzureDestinationDriver(config, this.agents);
      }
      case 'drive': {
        const { DriveDestinationDriver } = await import('./drivers/drive.driver.js');
        return new DriveDestinationDriver(config, this.oauthApp(), onRenewed);
      }
    }
  }

  /** The farm's registration with Google. */
  oauthApp(): OauthApp {
    const { googleClientId, googleClientSecret } = this.config;
    if (!googleClientId || !googleClientSecret)
      throw new DestinationProblem(
        'Google Drive is not set up on this farm; its operator sets FRAMEFARM_GOOGLE_OAUTH_CLIENT_ID and FRAMEFARM_GOOGLE_OAUTH_CLIENT_SECRET.',
      );
    return { clientId: googleClientId, clientSecret: googleClientSecret, places: this.places() };
  }

  private places(): GooglePlaces {
    const { googleAuthUrl, googleTokenUrl, gcsEndpoint, driveEndpoint } = this.config;
    return { authUrl: googleAuthUrl, tokenUrl: googleTokenUrl, gcs: gcsEndpoint, drive: driveEndpoint };
  }
}
