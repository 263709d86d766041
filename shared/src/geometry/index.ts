export { clip, union, type Rect } from './rect.js';
