export * from './layer.schema.js';
export * from './limits.js';
export * from './media-facts.schema.js';
export * from './output.schema.js';
export { resolveTimeline } from './resolve-timeline.js';
export * from './scene.schema.js';
export * from './timeline.js';
export * from './value.schema.js';
