import { OAuth2Client } from 'google-auth-library';
import type { UploadReceipt } from '@farm/shared/storage';
import { DestinationProblem } from '../destination-problem.js';
import type { OutputFile, PlainConfig } from '../destination.types.js';
import { probeFile, requireSize } from './delivery.js';
import type { Delivered, DestinationDriver, Opened, Session } from './destination-driver.js';
import { GoogleClient, type GooglePlaces } from './google-client.js';
import { cancelUpload, grantOf, openUpload, sessionState, type Upload } from './resumable-session.js';
import { speaking } from './speaking.js';

/** The farm's registration with Google (FRAMEFARM_GOOGLE_OAUTH_*). */
export interface OauthApp {
  clientId: string;
  clientSecret: string;
  places: GooglePlaces;
}

/** A new access token, to be kept; Google may hand out a new refresh token with it. */
export interface RenewedTokens {
  accessToken: string;
  expiresAt: string | undefined;
  refreshToken: string | undefined;
}

/** What we ask Drive about a file. */
const FACTS = 'id,size,sha256Checksum,webViewLink';

/**
 * Google Drive of the person who connected it. Agents get the URL of an upload session, which is good for one new
 * file and needs no other credentials. Drive has no paths: the key is the name of the file, slashes and all, in the
 * folder `driveFolderId` (absent: My Drive); what is reported as key is Drive's id.
 * Permissions: the scope drive.file (files that the farm made itself); a folder that it did not make needs the scope
 * drive (FRAMEFARM_GOOGLE_OAUTH_SCOPE). Leaves nothing: sessions expire after a week. Size limit: 5 TB, and the
 * person's quota.
 */
export class DriveDestinationDriver implements DestinationDriver {
  readonly provider = 'drive';
  private readonly client: GoogleClient;
  private readonly speak: <T>(work: () => Promise<T>) => Promise<T>;

  constructor(
    private readonly config: PlainConfig,
    private readonly app: OauthApp,
    onRenewed: (tokens: RenewedTokens) => void,
  ) {
    if (!config.driveRefreshToken)
      throw new DestinationProblem(
        'Google Drive is not connected; open the address that GET /v1/integrations/drive/auth-url answers.',
      );
    this.client = new GoogleClient(authOf(config, app, onRenewed));
    this.speak = speaking({
      what: config.driveFolderId ? `the folder "${config.driveFolderId}"` : 'My Drive',
      credentials: 'the connection (GET /v1/integrations/drive/auth-url makes a new one)',
      host: 'Google Drive',
    });
  }

  close(): void {
    // fetch keeps no connections of this driver.
  }

  test(prefix: string): Promise<void> {
    const { key, contentType } = probeFile(prefix);
    return this.speak(async () => {
      const made = await this.client.need({
        method: 'POST',
        url: `${this.app.places.drive}/drive/v3/files?fields=id&supportsAllDrives=true`,
        json: { ...this.metadata(key), mimeType: contentType },
      });
      await this.client.need({ method: 'DELETE', url: this.fileUrl(String(made.body.id)) });
    });
  }

  open(key: string, file: OutputFile, session?: Session): Promise<Opened> {
    return this.speak(async () => {
      const fresh = {
        url: `${this.app.places.drive}/upload/drive/v3/files?uploadType=resumable&supportsAllDrives=true&fields=id,size,md5Checksum`,
        metadata: { ...this.metadata(key), mimeType: file.contentType },
      };
      const upload = await openUpload(this.client, file, session as Upload | undefined, fresh);
      return { grant: grantOf('drive', key, upload), session: upload };
    });
  }

  finish(_key: string, file: OutputFile, session: Session, receipt: UploadReceipt): Promise<Delivered> {
    return this.speak(async () => {
      const id = receipt.id ?? (await this.idOf(session as Upload, file));
      const { body } = await this.client.need({ method: 'GET', url: `${this.fileUrl(id)}&fields=${FACTS}` });
      requireSize(file, Number(body.size));
      if (typeof body.sha256Checksum === 'string' && body.sha256Checksum.toLowerCase() !== file.sha256)
        throw new DestinationProblem(
          'Google Drive holds other bytes than the file has; the upload is repeated.',
          { spoilt: true },
        );
      const link = typeof body.webViewLink === 'string' ? body.webViewLink : undefined;
      return {
        sizeBytes: file.sizeBytes,
        url: link ?? `https://drive.google.com/file/d/${id}/view`,
        key: id,
      };
    });
  }

  abort(_key: string, session: Session): Promise<void> {
    return this.speak(() => cancelUpload(this.client, session as Upload));
  }

  /** The agent's receipt was lost on the way: the session still knows its file. */
  private async idOf(upload: Upload, file: OutputFile): Promise<string> {
    const found = await sessionState(this.client, upload.url, file.sizeBytes);
    if (found.state === 'done' && typeof found.answer.body.id === 'string') return found.answer.body.id;
    throw new DestinationProblem('The file did not arrive at Google Drive.');
  }

  private metadata(name: string): Record<string, unknown> {
    const { driveFolderId } = this.config;
    return { name, ...(driveFolderId ? { parents: [driveFolderId] } : {}) };
  }

  private fileUrl(id: string): string {
    return `${this.app.places.drive}/drive/v3/files/${encodeURIComponent(id)}?supportsAllDrives=true`;
  }
}

/** The official client: renews the access token when it is about to expire, and says so. */
function authOf(
  config: PlainConfig,
  app: OauthApp,
  onRenewed: (tokens: RenewedTokens) => void,
): OAuth2Client {
  const auth = oauthClient(app);
  auth.setCredentials({
    refresh_token: config.driveRefreshToken ?? null,
    access_token: config.driveAccessToken ?? null,
    expiry_date: config.driveExpiresAt ? Date.parse(config.driveExpiresAt) : null,
  });
  auth.on('tokens', ({ access_token, expiry_date, refresh_token }) => {
    if (access_token)
      onRenewed({
        accessToken: access_token,
        expiresAt: expiry_date ? new Date(expiry_date).toISOString() : undefined,
        refreshToken: refresh_token ?? undefined,
      });
  });
  return auth;
}

export function oauthClient(app: OauthApp, redirectUri?: string): OAuth2Client {
  return new OAuth2Client({
    clientId: app.clientId,
    clientSecret: app.clientSecret,
    ...(redirectUri === undefined ? {} : { redirectUri }),
    endpoints: { oauth2AuthBaseUrl: app.places.authUrl, oauth2TokenUrl: app.places.tokenUrl },
  });
}
