export { inspectSources, type Tools } from './inspect.js';
export { sourceFiles, type SourceFile } from './source-file.js';
export { factsOfFont, factsOfMedia, type AssetFacts } from './asset-facts.js';
