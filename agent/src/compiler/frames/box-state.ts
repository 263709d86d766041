import type { TransitionPose } from '@farm/shared/motion';
import type { Rational } from '@farm/shared/time';
import type { BoxStyle, Filters, Four, Placement } from './draw-state.types.js';
import type { PropertyReader } from './property-reader.js';

export interface Canvas {
  width: number;
  height: number;
  fps: Rational;
}

/** Opacity and placement after keyframes and transitions. */
export function placementOf(
  read: PropertyReader,
  pose: TransitionPose,
  canvas: Canvas,
): { opacity: number; placement: Placement } {
  const [x = 0.5, y = 0.5, z = 0] = read.vector('position');
  const [ax = 0.5, ay = 0.5, az = 0] = read.vector('anchor');
  const [rz = 0, rx = 0, ry = 0] = read.vector('rotation');
  return {
    opacity: Math.min(1, Math.max(0, read.number('opacity', 1))) * pose.opacity,
    placement: {
      rest: restOf(read, x * canvas.width, y * canvas.height),
      x: (x + pose.moveX) * canvas.width,
      y: (y + pose.moveY) * canvas.height,
      z: z * read.sizes.vw,
      anchor: [ax, ay, az * read.sizes.vw],
      scale: scaleOf(read, pose.scale),
      rotation: { x: rx + pose.tilt, y: ry + pose.turn, z: rz + pose.roll },
      perspective: read.px('perspective'),
    },
  };
}

/** Moving or lying layers keep their exact place; animated scale and rotation are taken to rest at 1 and 0. */
function restOf(read: PropertyReader, x: number, y: number): Placement['rest'] {
  const turned = read.isConstant('rotation') && read.vector('rotation').some((angle) => angle !== 0);
  const sized = read.isConstant('scale') && read.vector('scale').some((factor) => factor !== 1);
  return read.isConstant('position', 'anchor') && !turned && !sized ? { x, y } : undefined;
}

/** A scalar counts for all axes; a list of two leaves z alone. */
function scaleOf(read: PropertyReader, factor: number): [number, number, number] {
  const value = read.vector('scale');
  const [sx = 1] = value;
  const sy = value[1] ?? sx;
  const sz = value[2] ?? (value.length === 1 ? sx : 1);
  return [sx * factor, sy * factor, sz * factor];
}

export function boxOf(read: PropertyReader): BoxStyle {
  return {
    background: read.color('backgroundColor'),
    padding: read.four('padding'),
    border: borderOf(read),
    innerBorder: read.switch('innerBorder'),
    radii: read.fourLengths('borderRadius'),
    shadow: boxShadowOf(read),
    outline: outlineOf(read),
    steady: isSteady(read),
  };
}

/** Everything that decides a box's size. */
const SIZES = [
  ...['fontSize', 'fontWeight', 'letterSpacing', 'wordSpacing', 'textIndent', 'lineHeight', 'maxWidth'],
  ...['padding', 'borderWidth', 'width', 'height'],
];

export function isSteady(read: PropertyReader): boolean {
  return read.isConstant(...SIZES);
}

/** Browsers draw whole pixels of border; one that changes keeps its fractions. */
function wholeWidth(read: PropertyReader, name: string, width: number): number {
  if (width <= 0) return 0;
  return read.isConstant(name) ? Math.max(1, Math.floor(width + 1e-6)) : width;
}

function borderOf(read: PropertyReader): BoxStyle['border'] {
  const style = read.word('borderStyle', 'solid');
  const widths = read.four('borderWidth');
  return {
    style,
    color: read.color('borderColor') ?? 'rgba(0,0,0,0)',
    // A style of none takes the width away, as in CSS.
    widths:
      style === 'none'
        ? [0, 0, 0, 0]
        : (widths.map((width) => wholeWidth(read, 'borderWidth', width)) as Four<number>),
  };
}

function boxShadowOf(read: PropertyReader): BoxStyle['shadow'] {
  const color = read.color('boxShadowColor');
  if (!read.switch('boxShadow') || !color) return undefined;
  const [x, y] = read.pair('boxShadowOffset');
  return { color, x, y, blur: Math.max(0, read.px('boxShadowBlur')), spread: read.px('boxShadowSpread') };
}

function outlineOf(read: PropertyReader): BoxStyle['outline'] {
  const style = read.word('outlineStyle', 'none');
  const width = wholeWidth(read, 'outlineWidth', read.px('outlineWidth'));
  const color = read.color('outlineColor');
  if (style === 'none' || width <= 0 || !color) return undefined;
  const exact = read.px('outlineOffset');
  const offset = read.isConstant('outlineOffset') ? Math.floor(exact + 1e-6) : exact;
  return { style, width, color, offset };
}

/** `more`: what transitions add to the blur, in em. */
export function filtersOf(read: PropertyReader, more = 0): Filters {
  return {
    blur: Math.max(0, blurOf(read) + more * read.em),
    brightness: Math.max(0, read.number('filterBrightness', 1)),
    contrast: Math.max(0, read.number('filterContrast', 1)),
    grayscale: unit(read.number('filterGrayscale')),
    hueRotate: read.number('filterHueRotate'),
    invert: unit(read.number('filterInvert')),
    saturate: Math.max(0, read.number('filterSaturate', 1)),
    sepia: unit(read.number('filterSepia')),
  };
}

/** A blur that changes goes in steps too small to be seen, so that neighbouring frames share a picture. */
function blurOf(read: PropertyReader): number {
  const sigma = Math.max(0, read.px('filterBlur'));
  if (sigma === 0 || read.isConstant('filterBlur')) return sigma;
  const step = Math.max(1 / 8, 2 ** (Math.floor(Math.log2(sigma)) - 5));
  return Math.round(sigma / step) * step;
}

const unit = (x: number): number => Math.min(1, Math.max(0, x));
