import { readKeyFile } from '../config-field.policy.js';
import { DestinationProblem } from '../destination-problem.js';
import type { OutputFile, PlainConfig } from '../destination.types.js';
import { publicUrlOf } from '../public-url.policy.js';
import { probeFile, requireSize } from './delivery.js';
import type { Delivered, DestinationDriver, Opened, Session } from './destination-driver.js';
import {
  GoogleRefusal,
  serviceAccountClient,
  type GoogleClient,
  type GooglePlaces,
} from './google-client.js';
import { cancelUpload, grantOf, openUpload, type Upload } from './resumable-session.js';
import { speaking } from './speaking.js';

const SCOPE = 'https://www.googleapis.com/auth/devstorage.read_write';

/**
 * Google Cloud Storage by a service account, through its JSON API. Agents get the URL of an upload session, which is
 * good for one object and needs no other credentials.
 * Permissions: storage.objects.create, .get (for the size check), .delete (for the test, and to overwrite): the role
 * Storage Object User (roles/storage.objectUser) on the bucket. Leaves nothing: sessions that were given up are
 * cancelled or expire after a week. Size limit: 5 TiB.
 */
export class GcsDestinationDriver implements DestinationDriver {
  readonly provider = 'gcs';
  private readonly client: GoogleClient;
  private readonly speak: <T>(work: () => Promise<T>) => Promise<T>;

  constructor(
    private readonly config: PlainConfig,
    private readonly places: GooglePlaces,
  ) {
    const account = readKeyFile(config.gcsServiceAccountJson ?? '');
    if (!account) throw new DestinationProblem('gcsServiceAccountJson is not the key of a service account.');
    this.client = serviceAccountClient(account, SCOPE, places);
    this.speak = speaking({
      what: `the bucket "${config.bucket}"`,
      credentials: 'gcsServiceAccountJson',
      host: 'Google Cloud Storage',
    });
  }

  close(): void {
    // fetch keeps no connections of this driver.
  }

  test(prefix: string): Promise<void> {
    const { key, bytes, contentType } = probeFile(prefix);
    return this.speak(async () => {
      const url = `${this.uploads}?uploadType=media&name=${encodeURIComponent(key)}`;
      await this.client.need({ method: 'POST', url, bytes, headers: { 'content-type': contentType } });
      await this.client.need({ method: 'DELETE', url: this.objectUrl(key) });
    });
  }

  open(key: string, file: OutputFile, session?: Session): Promise<Opened> {
    return this.speak(async () => {
      const fresh = {
        url: `${this.uploads}?uploadType=resumable&name=${encodeURIComponent(key)}`,
        metadata: { name: key, contentType: file.contentType },
      };
      const upload = await openUpload(this.client, file, session as Upload | undefined, fresh);
      return { grant: grantOf('gcs', key, upload), session: upload };
    });
  }

  async finish(key: string, file: OutputFile): Promise<Delivered> {
    const size = await this.speak(async () => {
      const found = await this.client.call({ method: 'GET', url: `${this.objectUrl(key)}?fields=size` });
      if (found.status === 404) return undefined;
      if (found.status !== 200) throw new GoogleRefusal(found.status, undefined);
      return Number(found.body.size);
    });
    requireSize(file, size);
    return { sizeBytes: file.sizeBytes, url: publicUrlOf('gcs', this.config, key), key };
  }

  abort(_key: string, session: Session): Promise<void> {
    return this.speak(() => cancelUpload(this.client, session as Upload));
  }

  private get uploads(): string {
    return `${this.places.gcs}/upload/storage/v1/b/${encodeURIComponent(this.config.bucket ?? '')}/o`;
  }

  private objectUrl(key: string): string {
    const bucket = encodeURIComponent(this.config.bucket ?? '');
    return `${this.places.gcs}/storage/v1/b/${bucket}/o/${encodeURIComponent(key)}`;
  }
}
