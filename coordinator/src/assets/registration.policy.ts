import { FarmError } from '@farm/shared/errors';
import type { Asset, Registration } from './asset.types.js';
import { serves } from './judge-content.policy.js';

/** A registration may name another type than the announcement, when the bytes allow it. */
export function refuseOtherType(asset: Asset, wanted: Registration): void {
  if (wanted.type === asset.type || asset.contentType === null || serves(asset.contentType, wanted.type))
    return;
  throw new FarmError(
    'bad-request',
    `type is ${wanted.type}, but the uploaded file is ${asset.contentType}; register it as ${asset.type}.`,
  );
}

/** What a registration says wins over what was measured, except for the size and the kind of the bytes. */
export function registeredFacts(asset: Asset, wanted: Registration): Partial<Asset> {
  // Some clients send null for what they do not know.
  const [duration, width, height] = [wanted.duration, wanted.width, wanted.height].map(
    (value) => value ?? undefined,
  );
  return {
    state: 'registered',
    name: wanted.name,
    type: wanted.type,
    contentType: asset.contentType ?? wanted.contentType ?? null,
    duration: duration ?? asset.duration,
    width: width === undefined ? asset.width : Math.round(width),
    height: height === undefined ? asset.height : Math.round(height),
    metadata: { ...asset.metadata, ...wanted.metadata, ...(duration === undefined ? {} : { duration }) },
  };
}
