import { request, type Dispatcher } from 'undici';
import type { DownloadGrant } from '@farm/shared/storage';
import type { AssetCache, CachedFile } from './asset-cache.js';
import { SourceError } from './source-error.js';

/** The address of a grant: `/…` belongs to the coordinator as this agent knows it. */
export function grantUrl(url: string, coordinator: string): string {
  return url.startsWith('/') ? `${coordinator}${url}` : url;
}

/** A grant that is no longer good: ask for a new one. */
export class GrantExpired extends Error {
  constructor(
    readonly status: number,
    reason = '',
  ) {
    super(`the storage refused the grant with ${status}${reason ? ` (${reason})` : ''}`);
    this.name = 'GrantExpired';
  }
}

/** Reads the farm's own files. The coordinator made these URLs, so there is no guard: it often is on a private network. */
export async function fetchGrant(
  grant: DownloadGrant,
  options: { coordinator: string; cache: AssetCache; maxBytes: number; signal: AbortSignal },
): Promise<CachedFile> {
  const kept = grant.sha256 ? await options.cache.find(grant.sha256) : undefined;
  if (kept) return kept;
  if (grant.sizeBytes !== undefined && grant.sizeBytes > options.maxBytes)
    throw new SourceError(
      'source-too-large',
      `is ${grant.sizeBytes} bytes long; at most ${options.maxBytes} are taken`,
    );
  const answer: Dispatcher.ResponseData = await request(grantUrl(grant.url, options.coordinator), {
    signal: options.signal,
    headersTimeout: 30_000,
    bodyTimeout: 30_000,
  });
  if (answer.statusCode !== 200) {
    await answer.body.dump();
    if (answer.statusCode === 404 || answer.statusCode === 410)
      throw new SourceError('source-not-found', 'is no longer stored in the farm');
    throw new GrantExpired(answer.statusCode);
  }
  return options.cache.store(answer.body, { maxBytes: options.maxBytes, expected: grant.sha256 });
}
