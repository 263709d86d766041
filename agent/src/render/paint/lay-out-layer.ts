import { clip, union, type Rect } from '@farm/shared/geometry';
import { pictureSizeOf } from '../../compiler/source-picture.js';
import type { DrawState, PictureContent } from '../../compiler/frames/draw-state.types.js';
import { boxAround, boxWithin, pictureSize, textBox, type LayerBox, type Size } from './box/layer-box.js';
import { strokeReach } from './box/draw-shape.js';
import { flatMatrix, isDeep, projectionOf, projectRect } from './depth/projection.js';
import { BLUR_REACH } from './filters.js';
import { mapRect, placementMatrix, scaleOf } from './matrix.js';
import type { Laid, PaintScope } from './paint-scope.js';
import { grown, moved, wholePixels } from './rects.js';
import type { SetText } from './text/typesetter.js';

/** Decides sizes and places; reads fonts and picture sizes, draws nothing. */
export function layOutLayer(state: DrawState, scope: PaintScope): Laid {
  const { content, placement } = state;
  const text = content.kind === 'text' ? scope.typesetter.set(content) : undefined;
  const natural = content.kind === 'picture' ? naturalSize(state, content, scope) : scope.canvas;
  const children = content.kind === 'group' ? content.children.map((child) => layOutLayer(child, scope)) : [];
  const box = boxOf(state, text, natural, scope.canvas);
  const snap = snapOf(state, box);
  const at = { ...placement, x: placement.x + box.shift.x + snap.x, y: placement.y + box.shift.y + snap.y };
  const ink = inkOf(state, box, text, groupArea(state.content, children, scope.canvas));
  const seen = seenAs(at, box, scope.canvas);
  const reach = reachOf(state, seen, ink);
  const bounds = state.effects.length > 0 ? wholeOf(scope.canvas) : reach;
  return { state, box, ...seen, text, natural, children, ink, reach, bounds };
}

const NOWHERE: Rect = { x: 0, y: 0, width: 0, height: 0 };

function wholeOf({ width, height }: Size): Rect {
  return { x: 0, y: 0, width, height };
}

type Seen = Pick<Laid, 'matrix' | 'projection'>;

/** A canvas transform where one is enough, also for layers that only stand nearer or further away. */
function seenAs(at: DrawState['placement'], box: LayerBox, canvas: Size): Seen {
  const [anchorX, anchorY] = [at.anchor[0] * box.width, at.anchor[1] * box.height];
  const matrix = placementMatrix(at, anchorX, anchorY);
  if (!isDeep(at)) return { matrix, projection: undefined };
  const projection = projectionOf(at, anchorX, anchorY, canvas);
  const flat = flatMatrix(projection);
  return flat ? { matrix: flat, projection: undefined } : { matrix, projection };
}

/** Canvas pixels that the layer's own painting touches. */
function reachOf({ filters }: DrawState, { matrix, projection }: Seen, ink: Rect): Rect {
  const reach = filters.blur * BLUR_REACH;
  if (projection) {
    const rect = projectRect(projection, grown(ink, reach));
    return rect ? wholePixels(grown(rect, 1)) : NOWHERE;
  }
  const { x, y } = scaleOf(matrix);
  const rim = x === 1 && y === 1 && reach === 0 ? 0 : 1;
  return wholePixels(grown(mapRect(matrix, grown(ink, reach)), rim));
}

/** What brings the resting corner of a text's box to whole pixels; drawings keep their place. */
function snapOf({ placement, content, box: style }: DrawState, box: LayerBox): { x: number; y: number } {
  const { rest, anchor } = placement;
  if (!rest || !style.steady || content.kind !== 'text') return { x: 0, y: 0 };
  const x = rest.x + box.shift.x - anchor[0] * box.width;
  const y = rest.y + box.shift.y - anchor[1] * box.height;
  return { x: Math.round(x) - x, y: Math.round(y) - y };
}

function naturalSize({ timed }: DrawState, content: PictureContent, { resources }: PaintScope): Size {
  const size = pictureSizeOf(timed);
  if (size) return { width: size.width, height: size.height };
  if (content.sourceTime !== undefined) return resources.videoFrame(timed.layer.path, content.sourceTime);
  return resources.still(content.source);
}

function boxOf(state: DrawState, text: SetText | undefined, natural: Size, canvas: Size): LayerBox {
  const { content, box } = state;
  switch (content.kind) {
    case 'text':
      return text ? textBox(state, text) : boxAround({ width: 0, height: 0 }, box);
    case 'picture': {
      const size = pictureSize(content, natural, canvas);
      return box.innerBorder ? boxWithin(size, box) : boxAround(size, box);
    }
    case 'shape':
      return boxWithin(content, box);
    case 'group':
      return box.innerBorder ? boxWithin(canvas, box) : boxAround(canvas, box);
  }
}

/** Pixels of a group's surface that its children touch; while one turns into another, any. */
export function groupArea(
  content: DrawState['content'],
  children: readonly Laid[],
  canvas: Size,
): Rect | undefined {
  const whole = { x: 0, y: 0, width: canvas.width, height: canvas.height };
  if (content.kind === 'group' && content.join) return whole;
  return children.reduce<Rect | undefined>((all, { bounds }) => {
    const seen = clip(bounds, whole);
    return seen ? union(all, seen) : all;
  }, undefined);
}

function inkOf(state: DrawState, box: LayerBox, text: SetText | undefined, area: Rect | undefined): Rect {
  const own = contentInk(state, box, text, area);
  const drawn = state.box;
  const border = { x: 0, y: 0, width: box.width, height: box.height };
  const framed = drawn.background !== undefined || box.border.some((width) => width > 0);
  let ink = framed ? union(own, border) : own;
  if (drawn.shadow) {
    const { x, y, blur, spread } = drawn.shadow;
    ink = union(ink, moved(grown(border, spread + (blur / 2) * BLUR_REACH), x, y));
  }
  if (drawn.outline) ink = union(ink, grown(border, Math.max(0, drawn.outline.offset + drawn.outline.width)));
  return ink ?? { x: 0, y: 0, width: 0, height: 0 };
}

function contentInk(
  { content }: DrawState,
  box: LayerBox,
  text: SetText | undefined,
  area: Rect | undefined,
): Rect | undefined {
  switch (content.kind) {
    case 'text':
      return text && text.ink.width > 0
        ? textInk(content, moved(text.ink, box.content.x, box.content.y))
        : undefined;
    case 'shape':
      return grown(box.content, strokeReach(content));
    case 'picture':
      return box.content;
    case 'group':
      return area && moved(area, box.content.x, box.content.y);
  }
}

function textInk(content: Extract<DrawState['content'], { kind: 'text' }>, glyphs: Rect): Rect {
  // A mitred join reaches four half widths.
  const stroked = content.stroke ? grown(glyphs, content.stroke.width * 2) : glyphs;
  const decorated = content.decoration === 'none' ? stroked : grown(stroked, content.fontPx * 0.25);
  if (!content.shadow) return decorated;
  const { x, y, blur } = content.shadow;
  return union(decorated, moved(grown(decorated, (blur / 2) * BLUR_REACH), x, y)) ?? decorated;
}
