import {
  BlobSASPermissions,
  ContainerClient,
  generateBlobSASQueryParameters,
  newPipeline,
  SASProtocol,
  StorageSharedKeyCredential,
  type BlockBlobClient,
} from '@azure/storage-blob';
import type { UploadGrant } from '@farm/shared/storage';
import type { AgentPair } from '../../platform/outbound/guarded-agents.js';
import { DestinationProblem } from '../destination-problem.js';
import type { OutputFile, PlainConfig } from '../destination.types.js';
import { fitsOnePut, partCount, partSizeOf, sizeOfPart } from '../part-size.policy.js';
import { publicUrlOf } from '../public-url.policy.js';
import { AGENT_SUMS, GRANT_SECONDS, probeFile, requireSize } from './delivery.js';
import type { Delivered, DestinationDriver, Opened, Session } from './destination-driver.js';
import { speaking } from './speaking.js';

/** Absent for a file that fits one PUT. */
interface Blocks {
  partSize: number;
  /** Sets the blocks of this upload apart from those of an earlier one with the same key. */
  series: string;
}

/** Somebody waits for the answer of a test, and an agent for its grant: the library would pause for seconds. */
const RETRIES = { maxTries: 3, tryTimeoutInMs: 60_000, retryDelayInMs: 200, maxRetryDelayInMs: 2000 };

/** Clocks differ: a grant that begins a little earlier is good at once. */
const CLOCK_SKEW_MS = 5 * 60_000;

/**
 * Azure Blob Storage, block blobs in one container, by the account's key. Agents get a SAS for one blob that may
 * create and write it, and nothing else.
 * Permissions: the account key (it signs the SAS). Leaves: uncommitted blocks of uploads that were given up; Azure
 * removes them after a week. Size limit: about 2 TiB (500 blocks of up to 4000 MiB).
 */
export class AzureDestinationDriver implements DestinationDriver {
  readonly provider = 'azure';
  private readonly credential: StorageSharedKeyCredential;
  private readonly container: ContainerClient;
  private readonly speak: <T>(work: () => Promise<T>) => Promise<T>;

  constructor(
    private readonly config: PlainConfig,
    agents: AgentPair,
  ) {
    const { azureAccountName = '', azureAccountKey = '', azureContainerName = '' } = config;
    const base = config.endpoint ?? `https://${azureAccountName}.blob.core.windows.net`;
    this.credential = new StorageSharedKeyCredential(azureAccountName, azureAccountKey);
    const pipeline = newPipeline(this.credential, { retryOptions: RETRIES });
    pipeline.factories.push({
      create: (next) => ({
        sendRequest: (request) => {
          request.agent = request.url.startsWith('https:') ? agents.https : agents.http;
          return next.sendRequest(request);
        },
      }),
    });
    this.container = new ContainerClient(`${base}/${azureContainerName}`, pipeline);
    this.speak = speaking({
      what: `the container "${azureContainerName}"`,
      credentials: 'azureAccountName, azureAccountKey',
      host: new URL(base).host,
    });
  }

  close(): void {
    // The connections are the farm's own and shared.
  }

  test(prefix: string): Promise<void> {
    const { key, bytes, contentType } = probeFile(prefix);
    const blob = this.container.getBlockBlobClient(key);
    return this.speak(async () => {
      await blob.upload(bytes, bytes.length, { blobHTTPHeaders: { blobContentType: contentType } });
      await blob.delete();
    });
  }

  open(key: string, file: OutputFile, session?: Session): Promise<Opened> {
    const blob = this.container.getBlockBlobClient(key);
    return this.speak(async () =>
      fitsOnePut(file.sizeBytes)
        ? { grant: this.onePut(blob, key, file), session: null }
        : this.openBlocks(blob, key, file, session as Blocks | null | undefined),
    );
  }

  async finish(key: string, file: OutputFile, session: Session): Promise<Delivered> {
    const blob = this.container.getBlockBlobClient(key);
    const blocks = session as Blocks | null;
    const size = await this.speak(async () => {
      if (blocks) await this.commit(blob, file, blocks);
      return (await blob.getProperties()).contentLength;
    });
    requireSize(file, size);
    return { sizeBytes: file.sizeBytes, url: publicUrlOf('azure', this.config, key), key };
  }

  /** Azure has no call for it: blocks that nobody commits go by themselves. */
  async abort(): Promise<void> {}

  private onePut(blob: BlockBlobClient, key: string, file: OutputFile): UploadGrant {
    const headers = {
      ...AGENT_SUMS,
      'content-type': file.contentType,
      'x-ms-blob-type': 'BlockBlob',
      'x-ms-blob-content-type': file.contentType,
    };
    return { kind: 'put-url', key, url: `${blob.url}?${this.sas(blob)}`, headers };
  }

  private async openBlocks(
    blob: BlockBlobClient,
    key: string,
    file: OutputFile,
    session: Blocks | null | undefined,
  ): Promise<Opened> {
    const blocks = session ?? { partSize: partSizeOf(file.sizeBytes), series: seriesName() };
    const { partSize } = blocks;
    const there = session ? await uncommitted(blob) : new Map<string, number>();
    const sas = this.sas(blob);
    const numbers = Array.from({ length: partCount(file.sizeBytes, partSize) }, (_, i) => i + 1);
    const isDone = (number: number) =>
      there.get(blockId(blocks, number)) === sizeOfPart(number, file.sizeBytes, partSize);
    const parts = numbers
      .filter((number) => !isDone(number))
      .map((number) => ({
        number,
        url: `${blob.url}?comp=block&blockid=${encodeURIComponent(blockId(blocks, number))}&${sas}`,
        headers: AGENT_SUMS,
      }));
    const done = numbers.filter(isDone).map((number) => ({
      number,
      etag: blockId(blocks, number),
      sizeBytes: sizeOfPart(number, file.sizeBytes, partSize),
    }));
    return { grant: { kind: 'multipart', key, partSize, parts, done }, session: blocks };
  }

  /** A repeated finish finds no blocks: then the blob is there already, which the size check decides. */
  private async commit(blob: BlockBlobClient, file: OutputFile, blocks: Blocks): Promise<void> {
    const there = await uncommitted(blob);
    const ids = Array.from({ length: partCount(file.sizeBytes, blocks.partSize) }, (_, i) =>
      blockId(blocks, i + 1),
    );
    if (ids.every((id) => !there.has(id))) return;
    if (ids.some((id) => !there.has(id)))
      throw new DestinationProblem('Some blocks of the file did not arrive at the destination.');
    await blob.commitBlockList(ids, { blobHTTPHeaders: { blobContentType: file.contentType } });
  }

  /** Good for this one blob: create and write. */
  private sas(blob: BlockBlobClient): string {
    const now = Date.now();
    return generateBlobSASQueryParameters(
      {
        containerName: blob.containerName,
        blobName: blob.name,
        permissions: BlobSASPermissions.parse('cw'),
        startsOn: new Date(now - CLOCK_SKEW_MS),
        expiresOn: new Date(now + GRANT_SECONDS * 1000),
        protocol: blob.url.startsWith('https:') ? SASProtocol.Https : SASProtocol.HttpsAndHttp,
      },
      this.credential,
    ).toString();
  }
}

/** Sizes of the blocks that are there and not yet part of the blob, by id. */
async function uncommitted(blob: BlockBlobClient): Promise<Map<string, number>> {
  try {
    const { uncommittedBlocks = [] } = await blob.getBlockList('uncommitted');
    return new Map(uncommittedBlocks.map(({ name, size }) => [name, Number(size)]));
  } catch (error) {
    if ((error as { statusCode?: number }).statusCode === 404) return new Map();
    throw error;
  }
}

const seriesName = (): string =>
  Math.floor(Math.random() * 2 ** 32)
    .toString(16)
    .padStart(8, '0');

/** Azure wants all ids of a blob in the same length. */
const blockId = ({ series }: Blocks, number: number): string =>
  Buffer.from(`${series}-${String(number).padStart(5, '0')}`).toString('base64');
