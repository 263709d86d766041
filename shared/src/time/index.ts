export { frameCount, frameRangeSchema, intersect, type FrameRange } from './frame-range.js';
export { frameRate, frameTime, nearestFrame, rationalSchema, toNumber, type Rational } from './rational.js';
