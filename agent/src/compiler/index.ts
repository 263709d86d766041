export { compile, type CompileInput } from './compile.js';
export {
  encodeCommand,
  exactTimescale,
  frameCommand,
  graphThroughFile,
  joinCommand,
  MAX_ARGUMENT,
  soundCommand,
  type Command,
} from './ffmpeg/args.js';
export { pictureFilters, sampleFilters, clipInputOptions } from './ffmpeg/clip-chain.js';
export { decodeCommand, firstSampleCommand, stillCommand, type DecodeFacts } from './ffmpeg/decode.js';
export { gopFrames } from './ffmpeg/encoders/encoder.js';
export { pictureSizeOf, stagesOf, stillKey } from './source-picture.js';
export { fitted } from './passes/native-placement.js';
export { FORMATS, SAFE } from './ffmpeg/inputs.js';
export { soundEncoder } from './ffmpeg/sound-codec.js';
export type { PaintedPlaneFacts, VideoBindings } from './passes/lower-video.pass.js';
export type * from './plan.types.js';
