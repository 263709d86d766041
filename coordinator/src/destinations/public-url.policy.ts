import type { PlainConfig, Provider } from './destination.types.js';
import { s3Region, WASABI_ENDPOINT } from './s3-endpoint.policy.js';

/** The address under which an object can be read when its owner made it public; null where there is none (Drive). */
export function publicUrlOf(provider: Provider, config: PlainConfig, key: string): string | null {
  const base = config.publicUrl ?? defaultBase(provider, config);
  return base === undefined ? null : `${base.replace(/\/+$/, '')}/${encodeKey(key)}`;
}

/** Keys as they stand in URLs: slashes stay. */
const encodeKey = (key: string): string =>
  key.replace(/^\/+/, '').split('/').map(encodeURIComponent).join('/');

function defaultBase(provider: Provider, config: PlainConfig): string | undefined {
  switch (provider) {
    case 's3':
    case 'r2':
    case 'b2':
    case 'wasabi':
      return s3Base(provider, config);
    case 'gcs':
      return `https://storage.googleapis.com/${config.bucket}`;
    case 'azure':
      return `${config.endpoint ?? `https://${config.azureAccountName}.blob.core.windows.net`}/${config.azureContainerName}`;
    case 'drive':
      return undefined;
  }
}

function s3Base(provider: Provider, config: PlainConfig): string {
  const { endpoint, bucket = '' } = config;
  if (endpoint)
    return endpoint.endsWith(`/${bucket}`) ? endpoint : `${endpoint.replace(/\/+$/, '')}/${bucket}`;
  const region = s3Region(provider, config.region);
  if (provider === 'wasabi') return `${WASABI_ENDPOINT(region)}/${bucket}`;
  // A dot in the name does not fit Amazon's certificate for <bucket>.s3.<region>.
  return bucket.includes('.')
    ? `https://s3.${region}.amazonaws.com/${bucket}`
    : `https://${bucket}.s3.${region}.amazonaws.com`;
}
