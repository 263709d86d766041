export { createPainter } from './create-painter.js';
export type { Painter, PainterInput, PaintResources, Picture, VideoNeed } from './painter.types.js';
