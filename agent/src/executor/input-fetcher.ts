import { copyFile, link, mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Source } from '@farm/shared/scene';
import type { DownloadGrant } from '@farm/shared/storage';
import { RenderFailure } from '../render/render-failure.js';
import {
  AssetCache,
  Downloader,
  fetchGrant,
  GrantExpired,
  guardedAgent,
  parseAllowList,
  SourceError,
  type CachedFile,
} from '../transfer/index.js';
import { backoff, pause } from '../platform/pause.js';
import { sourceName } from './layer-names.js';
import type { WantedInputs } from './wanted-inputs.js';

export interface FetchSettings {
  coordinator: string;
  cacheDir: string;
  cacheLimit: number;
  allowPrivate: readonly string[];
  sourceBytes: number;
  /** Asks for the grants of farm assets; absent for local renders, which have no farm. */
  grants?: (keys: string[]) => Promise<{ key: string; grant: DownloadGrant }[]>;
}

/** Milliseconds for one source from the internet, and tries for one of the farm's own. */
const SOURCE_MS = 15 * 60_000;
const GRANT_TRIES = 8;
const AT_ONCE = 4;

/** Brings the inputs of an order into a folder. */
export class InputFetcher {
  private readonly cache: AssetCache;
  private readonly downloader: Downloader;

  constructor(private readonly settings: FetchSettings) {
    const allow = parseAllowList(settings.allowPrivate);
    this.cache = new AssetCache(settings.cacheDir, settings.cacheLimit);
    this.downloader = new Downloader(this.cache, guardedAgent({ allow }), allow);
  }

  /** Every needed source as a local file. `known` are grants that came with the order. */
  async fetchAll(
    wanted: WantedInputs,
    folder: string,
    known: ReadonlyMap<string, DownloadGrant>,
    onPart: (part: number) => void,
    signal: AbortSignal,
  ): Promise<Record<string, string>> {
    await this.cache.open();
    await mkdir(folder, { recursive: true });
    const files: Record<string, string> = {};
    const { keys } = wanted;
    const queue = keys.entries();
    let done = 0;
    const one = async (): Promise<void> => {
      for (const [index, key] of queue) {
        signal.throwIfAborted();
        files[key] = await this.fetchOne(wanted, key, join(folder, String(index)), known.get(key), signal);
        onPart(++done / keys.length);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, one));
    return files;
  }

  /** Remembers a finished file, so that delivering it from here needs no download. */
  async keep(path: string, sha256: string): Promise<void> {
    await this.cache.open();
    await this.cache.keep(path, sha256);
  }

  private async fetchOne(
    wanted: WantedInputs,
    key: string,
    target: string,
    grant: DownloadGrant | undefined,
    signal: AbortSignal,
  ): Promise<string> {
    const source = wanted.sources[key];
    try {
      if (source?.type === 'file') return await inPlace(source.path);
      const file = await this.download(source, key, grant, signal);
      try {
        await linkOrCopy(file.path, target);
      } finally {
        file.release();
      }
      return target;
    } catch (error) {
      if (!(error instanceof SourceError)) throw error;
      const sentence = `${wanted.userOf(key)}: ${sourceName(source, key)} ${error.message}. ${ADVICE[error.code]}`;
      throw new RenderFailure(error.code, sentence[0]?.toUpperCase() + sentence.slice(1), {}, error);
    }
  }

  private download(
    source: Source | undefined,
    key: string,
    grant: DownloadGrant | undefined,
    signal: AbortSignal,
  ): Promise<CachedFile> {
    const limits = { maxBytes: this.settings.sourceBytes, timeMs: SOURCE_MS, signal };
    switch (source?.type) {
      case 'url':
        return grant ? this.fromFarm(key, grant, signal) : this.downloader.fromUrl(source.url, limits);
      case 'data':
        return this.downloader.fromDataUrl(source.url, limits);
      case 'asset':
        return this.fromFarm(key, grant, signal);
      default:
        throw new SourceError('source-not-found', 'is not in the scene');
    }
  }

  /** A farm asset by its grant; a spent grant is replaced, a coordinator that is away is waited for. */
  private async fromFarm(
    key: string,
    known: DownloadGrant | undefined,
    signal: AbortSignal,
  ): Promise<CachedFile> {
    let grant = known ?? (await this.newGrant(key));
    const { coordinator, sourceBytes: maxBytes } = this.settings;
    for (let tries = 1; ; tries++) {
      try {
        return await fetchGrant(grant, { coordinator, cache: this.cache, maxBytes, signal });
      } catch (error) {
        signal.throwIfAborted();
        const final = error instanceof SourceError && error.code !== 'source-unreachable';
        if (final || isDisk(error)) throw error;
        if (tries >= GRANT_TRIES)
          throw new SourceError('source-unreachable', 'could not be fetched from the farm', error);
        await pause(backoff(tries, 200, 5000), signal);
        if (error instanceof GrantExpired && this.settings.grants) grant = await this.newGrant(key);
      }
    }
  }

  private async newGrant(key: string): Promise<DownloadGrant> {
    const grants = (await this.settings.grants?.([key])) ?? [];
    const found = grants.find((one) => one.key === key)?.grant;
    if (!found)
      throw new SourceError('source-refused', 'is a file of a farm, and there is no farm to ask for it');
    return found;
  }
}

const ADVICE = {
  'source-not-found': 'Check the address.',
  'source-refused': 'Use a public http or https address that needs no login, or upload the file as an asset.',
  'source-too-large': 'Use a smaller file.',
  'source-unreachable': 'Try again later, or upload the file as an asset.',
} as const;

const isDisk = (error: unknown): boolean =>
  ['ENOSPC', 'EDQUOT'].includes(String((error as { code?: unknown }).code));

async function inPlace(path: string): Promise<string> {
  const found = await stat(path).catch(() => undefined);
  if (!found?.isFile()) throw new SourceError('source-not-found', 'is not there');
  return path;
}

/** A hard link: the cache may evict its name meanwhile, the bytes stay until the folder goes. */
async function linkOrCopy(from: string, to: string): Promise<void> {
  await link(from, to).catch(() => copyFile(from, to));
}
