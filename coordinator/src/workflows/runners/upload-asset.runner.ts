import { PassThrough, Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { FarmError } from '@farm/shared/errors';
import { AssetsService, AssetUploadsService, type Asset, type AssetType } from '../../assets/index.js';
import { JobsService } from '../../jobs/index.js';
import { InjectConfig, type CoordinatorConfig } from '../../platform/config/config.js';
import { FileFetcher } from '../../platform/outbound/file-fetcher.js';
import { StorageService } from '../../storage/index.js';
import { assetNameOf, assetTypeOf } from '../asset-name.policy.js';
import { fetchFailure } from '../fetch-failure.policy.js';
import { StepFailure } from '../step-failure.js';
import { stepPrincipal } from '../step-principal.policy.js';
import { isWebUrl } from '../variable-values.policy.js';
import { StepRunners, type StepCall, type StepOutcome, type StepRunner } from '../step-runners.js';

const TIMEOUT_MS = 15 * 60_000;

/** What is to become an asset: the bytes, and what their server says of them. */
interface Source {
  body: Readable;
  contentType: string;
  status?: number;
}

/** Makes an asset of a public URL, or of the file of an earlier step. */
@Injectable()
export class UploadAssetRunner implements StepRunner, OnModuleInit {
  readonly type = 'upload_asset';

  constructor(
    private readonly runners: StepRunners,
    private readonly assets: AssetsService,
    private readonly uploads: AssetUploadsService,
    private readonly jobs: JobsService,
    private readonly storage: StorageService,
    private readonly files: FileFetcher,
    @InjectConfig() private readonly config: CoordinatorConfig,
  ) {}

  onModuleInit(): void {
    this.runners.register(this);
  }

  async start(call: StepCall): Promise<StepOutcome> {
    const url = urlOf(call);
    if (url === undefined)
      return { kind: 'done', note: `nothing to fetch: ${String(call.config.variable)} has no value` };
    const own =
      (await this.rememberedAsset(call)) ?? (await this.assets.resolveOwnUrl(call.run.workspaceId, url));
    if (own) return this.done(call, url, own);
    const source = await this.open(call, url);
    try {
      return await this.done(call, url, await this.take(call, url, source), source.status);
    } finally {
      source.body.destroy();
    }
  }

  /** An asset whose bytes this try stored before a crash; it may have had no time to register it. */
  private async rememberedAsset({ run, step }: StepCall): Promise<Asset | undefined> {
    const id = step.memo?.assetId;
    const asset = typeof id === 'string' ? await this.assets.get(run.workspaceId, id) : undefined;
    if (asset?.state !== 'uploaded') return asset;
    const { storageKey, name, type } = asset;
    return this.assets.register(stepPrincipal(run), { storageKey, name, type });
  }

  private async open(call: StepCall, url: string): Promise<Source> {
    const made = call.earlier.find(({ outputUrl, jobId }) => outputUrl === url && jobId !== null);
    if (made?.jobId) return this.openOutput(call, made.jobId);
    const fetched = await this.files.fetch(url, { timeoutMs: TIMEOUT_MS, signal: call.signal });
    if ('error' in fetched) throw fetchFailure(url, fetched.error);
    if (fetched.status === 200) return fetched;
    fetched.body.destroy();
    throw fetchFailure(url, fetched.status);
  }

  /** The file of an earlier step is in our own storage: no detour over the network. */
  private async openOutput(call: StepCall, jobId: string): Promise<Source> {
    const job = await this.jobs.get(call.run.workspaceId, jobId);
    const master = job?.outputs?.master;
    if (!master || job?.expiredAt)
      throw new StepFailure('The file of the earlier step is not there any more.', false);
    return { body: await this.storage.open(master.key), contentType: master.contentType };
  }

  /** The id is written down before the bytes come: a repetition goes on with the same asset. */
  private async take(call: StepCall, url: string, source: Source): Promise<Asset> {
    const name = assetNameOf(call.config.name, url, source.contentType);
    const type = assetTypeOf(call.config.type, source.contentType, name) as AssetType | undefined;
    if (!type)
      throw new StepFailure(
        `${url} is ${source.contentType || 'of no known type'}; an asset is an image, video, audio or font.`,
        false,
      );
    const principal = stepPrincipal(call.run);
    const announced = await this.assets.announce(principal, { name, type, contentType: source.contentType });
    await call.remember({ assetId: announced.id });
    await this.receive(call, url, announced, source);
    return this.assets.register(principal, { storageKey: announced.storageKey, name, type });
  }

  private async receive(call: StepCall, url: string, asset: Asset, { body }: Source): Promise<void> {
    // A stream of our own, so that a broken line and a limit look the same to whoever stores the bytes.
    const bytes = new PassThrough();
    let broken: unknown;
    const fed = pipeline(body, bytes, { signal: call.signal }).catch((error: unknown) => (broken = error));
    try {
      await this.uploads.receive(asset, bytes);
    } catch (error) {
      bytes.destroy();
      await fed;
      throw broken === undefined || isOurs(error) ? error : fetchFailure(url, wordsOf(broken));
    }
    await fed;
  }

  private done(call: StepCall, url: string, asset: Asset, status?: number): StepOutcome {
    const path = asset.storageKey.split('/').map(encodeURIComponent).join('/');
    const outputUrl = `${call.run.origin}/assets/${path}`;
    const { variable } = call.config;
    return {
      kind: 'done',
      inputUrl: url,
      outputUrl,
      outputKey: asset.storageKey,
      ...(status === undefined ? {} : { responseStatus: status }),
      metadata: {
        assetId: asset.id,
        name: asset.name,
        type: asset.type,
        contentType: asset.contentType,
        sizeBytes: asset.sizeBytes,
      },
      ...(typeof variable === 'string' ? { variables: { [variable]: outputUrl } } : {}),
      note: `stored ${asset.name} (${asset.sizeBytes} bytes)`,
    };
  }
}

/** undefined: the variable is optional and nobody gave it a value. */
function urlOf({ config, run }: StepCall): string | undefined {
  if (typeof config.url === 'string') return config.url;
  const value = run.variables[String(config.variable)];
  if (isWebUrl(value)) return value;
  if (value === undefined) return undefined;
  throw new StepFailure(`The variable ${String(config.variable)} holds no http(s) URL.`, false);
}

// What a broken line makes of the answer of whoever stores the bytes; a refusal of ours keeps its sentence.
const isOurs = (error: unknown): boolean => error instanceof FarmError;
const wordsOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
