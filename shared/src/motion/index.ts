export { colorToCss, mixColors, parseColor, type Color } from './color.js';
export { cubicBezier, ease, easeColor, parseBezier } from './easing.js';
export { evaluate, isAnimated } from './evaluate.js';
export { interpolate, type UnitSizes } from './interpolate.js';
export { sampleKeyframes } from './keyframes.js';
export { localFrameAt, sourceTimeAt } from './layer-time.js';
export { momentsAt, poseOf, transitionPose, transitionSeconds, type TransitionPose } from './transitions.js';
