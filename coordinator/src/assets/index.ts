export { AssetFactsService } from './asset-facts.service.js';
export { ASSET_SORTS, ASSET_TYPES } from './asset.types.js';
export type {
  Asset,
  AssetPage,
  AssetQuery,
  AssetSort,
  AssetType,
  FontFile,
  MeasuredFacts,
  NewAsset,
  Registration,
} from './asset.types.js';
export { AssetUploadsService } from './asset-uploads.service.js';
export { AssetsService } from './assets.service.js';
export { DirectUploadsService, type DirectTarget } from './direct-uploads.service.js';
export { sniffContent } from './sniff-content.policy.js';
export { ResumableUploadsService, type ResumableFacts } from './resumable-uploads.service.js';
