import type { Provider } from './destination.types.js';

/** Absent: us-east-1, and `auto` for R2. */
export const s3Region = (provider: Provider, region: string | undefined): string =>
  region ?? (provider === 'r2' ? 'auto' : 'us-east-1');

/** The region's host; us-east-1 has one without a region. */
export const WASABI_ENDPOINT = (region: string): string =>
  region === 'us-east-1' ? 'https://s3.wasabisys.com' : `https://s3.${region}.wasabisys.com`;

/** B2 names its region only in the endpoint, and signs with it. */
export function regionOf(
  provider: Provider,
  region: string | undefined,
  endpoint: string | undefined,
): string {
  if (region !== undefined || provider !== 'b2') return s3Region(provider, region);
  return (
    /^https?:\/\/s3\.([a-z0-9-]+)\.backblazeb2\.com/i.exec(endpoint ?? '')?.[1] ?? s3Region(provider, region)
  );
}

/** Absent: Amazon's own. */
export const s3Endpoint = (
  provider: Provider,
  region: string,
  endpoint: string | undefined,
): string | undefined => endpoint ?? (provider === 'wasabi' ? WASABI_ENDPOINT(region) : undefined);
