import type { Asset, MeasuredFacts } from './asset.types.js';

/** The asset with what was measured of it. What its owner said stays: they may know better, and see both. */
export function withMeasured(asset: Asset, facts: MeasuredFacts): Partial<Asset> {
  const { inspection: _, ...said } = asset.metadata ?? {};
  const exact = facts.duration === null ? {} : { duration: facts.duration };
  return {
    duration: asset.duration ?? facts.duration,
    width: asset.width ?? facts.width,
    height: asset.height ?? facts.height,
    metadata: { ...facts.details, ...exact, ...said },
    thumbnailKey: facts.thumbnailKey,
  };
}
