import type { TimedLayer, PropertyValue } from '@farm/shared/scene';
import { fitted, pictureSizeOf } from '../../compiler/index.js';

interface Size {
  width: number;
  height: number;
}

/**
 * Size in which a video layer's pictures are decoded for the painter: as large as it is ever drawn, never larger
 * than the source. A group or a zoom around it may draw it larger; then the painter enlarges what ffmpeg reduced,
 * so the layer's own keyframes count with their largest value and the zoom's overshoot stays below one.
 */
export function videoSize(timed: TimedLayer, canvas: Size): Size {
  const media = pictureSizeOf(timed) ?? canvas;
  const fit = fitted(String(timed.layer.properties.fit ?? 'cover'), media, canvas);
  const scale = largestScale(timed);
  const share = Math.min(1, Math.max(fit.width / media.width, fit.height / media.height) * scale);
  return { width: even(media.width * share), height: even(media.height * share) };
}

function largestScale(timed: TimedLayer): number {
  const { layer } = timed;
  const values = layer.animations
    .filter(({ property }) => property === 'scale')
    .flatMap(({ keyframes }) => keyframes.map(({ value }) => value));
  return Math.max(0.01, ...[layer.properties.scale ?? 1, ...values].map(largest));
}

function largest(value: PropertyValue): number {
  const parts = Array.isArray(value) ? value : [value];
  return Math.max(...parts.map((part) => (typeof part === 'number' ? Math.abs(part) : 1)));
}

function even(side: number): number {
  return Math.max(2, Math.round(side / 2) * 2);
}
