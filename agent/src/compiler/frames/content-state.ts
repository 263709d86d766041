import type { ImageLayer, MediaFacts, ShapeLayer, VideoLayer } from '@farm/shared/scene';
import { stillKey } from '../source-picture.js';
import type { PictureContent, ShapeContent } from './draw-state.types.js';
import type { PropertyReader } from './property-reader.js';

export function pictureOf(
  read: PropertyReader,
  layer: ImageLayer | VideoLayer,
  { media, mediaTime }: { media: MediaFacts | undefined; mediaTime: number },
): PictureContent {
  const { vmin } = read.sizes;
  const fit = read.word('fit');
  return {
    kind: 'picture',
    source: layer.kind === 'image' ? stillKey(layer, media) : layer.source,
    sourceTime: layer.kind === 'video' ? mediaTime : undefined,
    fit: fit === 'contain' || fit === 'cover' ? fit : 'fill',
    width: read.length('width', vmin),
    height: read.length('height', vmin),
    cornerRadius: Math.max(0, read.px('cornerRadius', vmin)),
  };
}

export function shapeOf(read: PropertyReader, layer: ShapeLayer): ShapeContent {
  const { vmin } = read.sizes;
  return {
    kind: 'shape',
    shape: layer.shape,
    width: Math.max(0, read.px('width', vmin)),
    height: Math.max(0, read.px('height', vmin)),
    fill: read.color('fill'),
    stroke: strokeOf(read),
    cornerRadius: Math.max(0, read.px('cornerRadius', vmin)),
    sides: Math.max(3, Math.round(read.number('sides', 6))),
    innerRadius: Math.min(1, Math.max(0, read.number('innerRadius', 0.5))),
  };
}

const INSET: Record<string, number> = { inner: 0.5, center: 0, outer: -0.5 };

function strokeOf(read: PropertyReader): ShapeContent['stroke'] {
  const { vmin } = read.sizes;
  const width = read.px('strokeWidth', vmin);
  const color = read.color('strokeColor');
  if (width <= 0 || !color) return undefined;
  const dash = Math.max(0, read.px('strokeDash', vmin));
  const gap = Math.max(0, read.px('strokeGap', vmin));
  const join = read.word('strokeLinejoin', 'miter');
  return {
    width,
    color,
    inset: width * (INSET[read.word('strokeAlignment', 'inner')] ?? 0.5),
    dash,
    gap: gap || dash,
    join: join === 'round' || join === 'bevel' ? join : 'miter',
  };
}
