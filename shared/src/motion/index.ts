export { localFrameAt, sourceTimeAt } from './layer-time.js';
