import type { Rect } from '@farm/shared/geometry';
import type { MediaFacts, TimedLayer } from '@farm/shared/scene';
import type { PicturePlacement } from '../plan.types.js';
import { sourcePicture } from '../source-picture.js';
import { plainVector } from './layer-values.js';

interface Size {
  width: number;
  height: number;
}

interface Box extends Size {
  x: number;
  y: number;
}

/** Output pixels by which a seen edge may miss the even grid that 4:2:0 overlays need. */
const STILL_TOLERANCE = 0.02;
/** A moving picture may be nudged by half a pixel: painting every frame costs far more than that shows. */
const VIDEO_TOLERANCE = 0.5;

/** Where ffmpeg would put the picture; or, as a word, what keeps ffmpeg from putting it there. */
export function nativePlacement(
  timed: TimedLayer,
  video: NonNullable<MediaFacts['video']>,
  canvas: Size,
): PicturePlacement | string {
  const turns = quarterTurns(timed);
  if (turns === undefined) return 'rotation';
  const { layer } = timed;
  if (layer.kind !== 'image' && layer.kind !== 'video') return layer.kind;
  const { width, height, stages } = sourcePicture(layer, video);
  const box = placedBox(timed, { width, height }, canvas, turns);
  if (typeof box === 'string') return box;
  const visible = visiblePart(box, canvas, timed.layer.kind === 'video' ? VIDEO_TOLERANCE : STILL_TOLERANCE);
  if (typeof visible === 'string') return visible;
  return {
    ...colours(video),
    ...(stages ? { stages } : {}),
    width,
    height,
    turns,
    ...fitScaled(box, visible),
    x: visible.x,
    y: visible.y,
  };
}

function quarterTurns(timed: TimedLayer): 0 | 1 | 2 | 3 | undefined {
  const [z, x, y] = plainVector(timed.layer.properties.rotation ?? 0) ?? [NaN];
  if (z === undefined || (x ?? 0) !== 0 || (y ?? 0) !== 0 || z % 90 !== 0) return undefined;
  return ((((z / 90) % 4) + 4) % 4) as 0 | 1 | 2 | 3;
}

/** The layer's box on the canvas after scaling and turning about its anchor (videojson.md 2.2, 2.5). */
function placedBox(timed: TimedLayer, media: Size, canvas: Size, turns: number): Box | string {
  const { properties, kind } = timed.layer;
  const position = plainVector(properties.position ?? [0.5, 0.5]);
  const anchor = plainVector(properties.anchor ?? [0.5, 0.5]);
  const scale = plainVector(properties.scale ?? 1);
  if (!position || (position[2] ?? 0) !== 0) return 'position';
  if (!anchor || (anchor[2] ?? 0) !== 0) return 'anchor';
  const [sx, sy] = [scale?.[0], scale?.[1] ?? scale?.[0]];
  if (sx === undefined || sy === undefined || sx <= 0 || sy <= 0) return 'scale';
  const natural = fitted(String(properties.fit ?? (kind === 'image' ? 'contain' : 'cover')), media, canvas);
  const width = natural.width * sx;
  const height = natural.height * sy;
  const left = -(anchor[0] ?? 0.5) * width;
  const top = -(anchor[1] ?? 0.5) * height;
  const turned = turnBox({ x: left, y: top, width, height }, turns);
  return {
    ...turned,
    x: turned.x + (position[0] ?? 0.5) * canvas.width,
    y: turned.y + (position[1] ?? 0.5) * canvas.height,
  };
}

export function fitted(fit: string, media: Size, canvas: Size): Size {
  const ratio = media.width / media.height;
  const wide = { width: canvas.width, height: canvas.width / ratio };
  const tall = { width: canvas.height * ratio, height: canvas.height };
  const wideIsTaller = wide.height > canvas.height;
  if (fit === 'contain') return wideIsTaller ? tall : wide;
  if (fit === 'cover') return wideIsTaller ? wide : tall;
  return { width: canvas.width, height: canvas.height };
}

/** Turns a box clockwise about the origin by quarter turns. */
function turnBox(box: Box, turns: number): Box {
  if (turns === 0) return box;
  const once = { x: -(box.y + box.height), y: box.x, width: box.height, height: box.width };
  return turnBox(once, turns - 1);
}

/** The part on the canvas, on even pixels; refused when an edge that is seen lies between them. */
function visiblePart(box: Box, canvas: Size, tolerance: number): Rect | string {
  const x = seenSpan(box.x, box.x + box.width, canvas.width, tolerance);
  const y = seenSpan(box.y, box.y + box.height, canvas.height, tolerance);
  if (!x || !y) return 'edges between pixels';
  if (x.length <= 0 || y.length <= 0) return 'outside the canvas';
  return { x: x.start, y: y.start, width: x.length, height: y.length };
}

function seenSpan(
  from: number,
  to: number,
  limit: number,
  tolerance: number,
): { start: number; length: number } | undefined {
  const start = seenEdge(from, from <= tolerance ? 0 : undefined, tolerance);
  const end = seenEdge(to, to >= limit - tolerance ? limit : undefined, tolerance);
  return start === undefined || end === undefined ? undefined : { start, length: end - start };
}

function seenEdge(at: number, hidden: number | undefined, tolerance: number): number | undefined {
  if (hidden !== undefined) return hidden;
  const even = Math.round(at / 2) * 2;
  return Math.abs(even - at) <= tolerance ? even : undefined;
}

/** Size and cut of the scaled picture such that the middle of what is seen is exactly where it belongs. */
function fitScaled(box: Box, visible: Rect): Pick<PicturePlacement, 'scaled' | 'crop'> {
  const x = fitAxis(box.x, box.width, visible.x, visible.width);
  const y = fitAxis(box.y, box.height, visible.y, visible.height);
  return {
    scaled: { width: x.size, height: y.size },
    crop: { x: x.offset, y: y.offset, width: visible.width, height: visible.height },
  };
}

function fitAxis(
  from: number,
  length: number,
  start: number,
  seen: number,
): { size: number; offset: number } {
  const hidden = start - from;
  const offset = hidden < 1 ? 0 : Math.round(hidden / 2) * 2;
  const whole = hidden < 1 && from + length - (start + seen) < 1;
  if (whole) return { size: seen, offset: 0 };
  const middle = (hidden + seen / 2) / length;
  const size = Math.round((offset + seen / 2) / middle);
  return { size: Math.max(size, offset + seen), offset };
}

const RGB = /^(rgb|bgr|gbr|argb|abgr|pal8|gray|mono|ya8|x?0?rgb)/;

/** How the source's numbers are to be read; untagged video is bt709 from 720 lines up, as players take it. */
export function colours(video: NonNullable<MediaFacts['video']>): Pick<PicturePlacement, 'matrix' | 'ready'> {
  if (RGB.test(video.pixelFormat)) return { ready: false };
  const matrix = matrixOf(video);
  const limited = video.colorRange !== 'pc' && !video.pixelFormat.startsWith('yuvj');
  return { matrix, ready: matrix === 'bt709' && limited && video.pixelFormat === 'yuv420p' };
}

function matrixOf(video: NonNullable<MediaFacts['video']>): 'bt601' | 'bt709' | 'bt2020' {
  const named = video.colorSpace;
  if (named?.startsWith('bt2020')) return 'bt2020';
  if (named === 'bt709') return 'bt709';
  if (named === 'smpte170m' || named === 'bt470bg') return 'bt601';
  if (video.still || video.pixelFormat.startsWith('yuvj')) return 'bt601';
  return video.height >= 720 || video.width >= 1280 ? 'bt709' : 'bt601';
}
