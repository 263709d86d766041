import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join, resolve } from 'node:path';
import { BlobServiceClient, ContainerSASPermissions, StorageSharedKeyCredential } from '@azure/storage-blob';
import { GetObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import S3rver from 's3rver';
import { AzureDestinationDriver } from '../../../coordinator/src/destinations/drivers/azure.driver.js';
import type { DestinationDriver } from '../../../coordinator/src/destinations/drivers/destination-driver.js';
import { DriveDestinationDriver } from '../../../coordinator/src/destinations/drivers/drive.driver.js';
import { GcsDestinationDriver } from '../../../coordinator/src/destinations/drivers/gcs.driver.js';
import { S3DestinationDriver } from '../../../coordinator/src/destinations/drivers/s3.driver.js';
import { GuardedAgents } from '../../../coordinator/src/platform/outbound/guarded-agents.js';
import { DriveServer } from '../../fakes/drive-server.js';
import { FaultProxy } from '../../fakes/fault-proxy.js';
import { GcsServer } from '../../fakes/gcs-server.js';
import { S3Server } from '../../fakes/s3-server.js';
import type { StorageServer } from '../../fakes/storage-server.js';
import { freePort } from '../../setup/free-port.js';
import { until } from '../agent/support.js';

/** A driver with the server it speaks to. */
export interface Place {
  driver: DestinationDriver;
  /** The same place with credentials that are not good; absent where the server takes anything. */
  stranger?: DestinationDriver;
  /** Behaves badly when asked. */
  server: StorageServer;
  /** Bytes of an object; undefined when there is none. */
  read(key: string): Promise<Buffer | undefined>;
  /** Names of everything that is stored. */
  names(): Promise<string[]>;
  /** Uploads that are open; undefined where nobody can ask. */
  open(): Promise<number | undefined>;
  stop(): Promise<void>;
}

const ROOT = resolve(import.meta.dirname, '../../..');
const agents = () => new GuardedAgents({ allowPrivate: ['127.0.0.1'] } as never);

export async function s3Place(): Promise<Place & { s3: S3Server }> {
  const s3 = await S3Server.start();
  const pair = agents();
  const config = { endpoint: s3.url, bucket: 'media', ...s3.keys };
  return {
    s3,
    driver: new S3DestinationDriver('s3', config, pair),
    stranger: new S3DestinationDriver('s3', { ...config, secretAccessKey: 'wrong-secret' }, pair),
    server: s3,
    read: async (key) => s3.bucket().objects.get(key)?.bytes,
    names: async () => [...s3.bucket().objects.keys()],
    open: async () => s3.bucket().uploads.size,
    stop: async () => {
      pair.onApplicationShutdown();
      await s3.stop();
    },
  };
}

/**
 * A server that is not ours, and a simple one: it takes every signature, neither lists the parts of an upload nor aborts
 * one, and ignores Content-MD5.
 */
export async function s3rverPlace(folder: string): Promise<Place> {
  const s3rver = new S3rver({
    port: 0,
    address: '127.0.0.1',
    silent: true,
    directory: folder,
    configureBuckets: [{ name: 'media' }],
  });
  const { port } = await s3rver.run();
  const server = await FaultProxy.start(`http://127.0.0.1:${port}`);
  const pair = agents();
  const keys = { accessKeyId: 'S3RVER', secretAccessKey: 'S3RVER' };
  const client = new S3Client({
    endpoint: server.url,
    region: 'us-east-1',
    credentials: keys,
    forcePathStyle: true,
  });
  return {
    driver: new S3DestinationDriver('s3', { endpoint: server.url, bucket: 'media', ...keys }, pair),
    server,
    read: async (Key) => {
      const { Body } = await client.send(new GetObjectCommand({ Bucket: 'media', Key }));
      return Body && Buffer.from(await Body.transformToByteArray());
    },
    names: async () => {
      const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket: 'media' }));
      return Contents.map(({ Key = '' }) => Key);
    },
    open: async () => undefined,
    stop: async () => {
      client.destroy();
      pair.onApplicationShutdown();
      await server.stop();
      await s3rver.close();
    },
  };
}

const AZURITE = {
  account: 'devstoreaccount1',
  /** Microsoft's published key of the emulator. */
  key: 'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==',
};

export async function azurePlace(): Promise<Place & { sasUrl: string }> {
  const port = await freePort();
  const main = join(ROOT, 'node_modules/azurite/dist/src/blob/main.js');
  const flags = ['--silent', '--skipApiVersionCheck', '--disableTelemetry', '--inMemoryPersistence'];
  const azurite = spawn(
    process.execPath,
    [main, ...flags, '--blobHost', '127.0.0.1', '--blobPort', String(port)],
    { stdio: 'ignore' },
  );
  const upstream = `http://127.0.0.1:${port}`;
  await until(() =>
    fetch(upstream).then(
      () => true,
      () => false,
    ),
  );
  const server = await FaultProxy.start(upstream);
  const endpoint = `${server.url}/${AZURITE.account}`;
  const credential = new StorageSharedKeyCredential(AZURITE.account, AZURITE.key);
  const container = new BlobServiceClient(endpoint, credential).getContainerClient('media');
  await container.create();
  const pair = agents();
  const config = {
    endpoint,
    azureAccountName: AZURITE.account,
    azureAccountKey: AZURITE.key,
    azureContainerName: 'media',
  };
  const wrongKey = Buffer.from('not the key of this account').toString('base64');
  const sasUrl = await container.generateSasUrl({
    permissions: ContainerSASPermissions.parse('rl'),
    expiresOn: new Date(Date.now() + 3_600_000),
  });
  return {
    sasUrl,
    driver: new AzureDestinationDriver(config, pair),
    stranger: new AzureDestinationDriver({ ...config, azureAccountKey: wrongKey }, pair),
    server,
    read: (key) => container.getBlobClient(key).downloadToBuffer(),
    names: async () => {
      const found: string[] = [];
      for await (const { name } of container.listBlobsFlat()) found.push(name);
      return found;
    },
    open: async () => undefined,
    stop: async () => {
      pair.onApplicationShutdown();
      await server.stop();
      azurite.kill();
      await once(azurite, 'exit');
    },
  };
}

export async function gcsPlace(): Promise<Place & { gcs: GcsServer }> {
  const gcs = await GcsServer.start();
  const places = { authUrl: gcs.authUrl, tokenUrl: gcs.tokenUrl, gcs: gcs.url, drive: gcs.url };
  const config = { bucket: 'media', gcsServiceAccountJson: gcs.oauth.keyFile() };
  const unknown = gcs.oauth.keyFile().replace(gcs.oauth.accountEmail, 'nobody@fake.iam.gserviceaccount.com');
  return {
    gcs,
    driver: new GcsDestinationDriver(config, places),
    stranger: new GcsDestinationDriver({ ...config, gcsServiceAccountJson: unknown }, places),
    server: gcs,
    read: async (key) => gcs.read(key),
    names: async () => [...(gcs.buckets.get('media')?.keys() ?? [])],
    open: async () => gcs.uploads.open,
    stop: () => gcs.stop(),
  };
}

export async function drivePlace(): Promise<Place & { drive: DriveServer }> {
  const drive = await DriveServer.start();
  const places = { authUrl: drive.authUrl, tokenUrl: drive.tokenUrl, gcs: drive.url, drive: drive.url };
  const { clientId, clientSecret } = drive.oauth;
  const app = { clientId, clientSecret, places };
  const driveFolderId = drive.folder('Renders');
  const driver = (driveRefreshToken: string) =>
    new DriveDestinationDriver({ driveFolderId, driveRefreshToken }, app, () => undefined);
  return {
    drive,
    driver: driver(drive.oauth.connect()),
    stranger: driver('1//revoked'),
    server: drive,
    read: async (key) => drive.named(key)[0]?.bytes,
    names: async () =>
      [...drive.files.values()]
        .filter(({ parents }) => parents.includes(driveFolderId))
        .map(({ name }) => name),
    open: async () => drive.uploads.open,
    stop: () => drive.stop(),
  };
}
