export { makePreviews, type Previews, type PreviewFacts, type SpriteLayout } from './previews.js';
export { planScene, renderFrame, type FrameOutcome, type PlanOutcome } from './render-frame.js';
export { RenderFailure } from './render-failure.js';
export type { FrameInput, RenderInput, RenderOutcome, SceneInput } from './render-input.js';
export { renderScene } from './render-scene.js';
export { verifyMaster, type ExpectedMaster, type MasterFacts } from './verify-master.js';
export { lookAtFont } from './fonts/look-at-font.js';
export { makeThumbnail } from './thumbnail.js';
