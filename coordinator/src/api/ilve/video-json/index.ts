export type { Destination } from './destinations.js';
export type { FontResolver } from './fonts.js';
export { fontFamiliesIn, sourceUrlsIn } from './look-ahead.js';
export type { AssetReference } from './sources.js';
export { videoJsonToScene, type Translated, type TranslateOptions } from './video-json-to-scene.js';
