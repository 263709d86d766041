import type { Logger } from '../platform/logger.js';
import type { AssetCache } from '../transfer/index.js';

const DAY_MS = 24 * 3600_000;
const LOOK_EVERY_MS = 6 * 3600_000;

/**
 * Now and every few hours: removes sources from the cache that no attempt used for `days`; 0: never. An attempt marks
 * what it takes as used and never lasts a day, so nothing goes that one still reads. Answers how to stop.
 */
export function tidyCache(cache: Pick<AssetCache, 'removeUnused'>, days: number, logger: Logger): () => void {
  if (days === 0) return () => undefined;
  const tidy = (): void => {
    cache.removeUnused(new Date(Date.now() - days * DAY_MS)).then(
      (gone) => gone > 0 && logger.info({ files: gone, days }, 'removed unused sources from the cache'),
      (error: unknown) => logger.warn({ err: error }, 'the cache could not be tidied'),
    );
  };
  tidy();
  const timer = setInterval(tidy, LOOK_EVERY_MS).unref();
  return () => clearInterval(timer);
}
