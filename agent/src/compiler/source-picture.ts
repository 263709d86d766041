import type { Crop, ImageLayer, MediaFacts, TimedLayer, VideoLayer } from '@farm/shared/scene';
import type { PictureCut, PictureStages } from './plan.types.js';

interface Size {
  width: number;
  height: number;
}

/** A source's picture as layers see it: after its stages, before anything is placed. */
export interface SourcePicture extends Size {
  /** Absent: none. */
  stages?: PictureStages;
}

type PictureLayer = ImageLayer | VideoLayer;
type Video = NonNullable<MediaFacts['video']>;

/** Size and stages of a layer's picture. */
export function sourcePicture(layer: PictureLayer, video: Video): SourcePicture {
  const cut = layer.crop && cutOf(layer.crop, video);
  const stages: PictureStages = { ...(cut ? { cut } : {}) };
  const { width, height } = cut ?? video;
  return { width, height, ...(Object.keys(stages).length > 0 ? { stages } : {}) };
}

/** Formats whose colour has fewer samples than their light. */
const SUBSAMPLED = /4(20|22|11|10)|^nv|^p0|uyvy|yuyv/;

/** A crop in whole pixels, cut at the picture's edges; undefined when nothing is cut off. At least one pixel stays. */
function cutOf(crop: Crop, { width, height, pixelFormat }: Video): PictureCut | undefined {
  const x = span(crop.x, crop.width, width);
  const y = span(crop.y, crop.height, height);
  if (x.length === width && y.length === height) return undefined;
  const between = SUBSAMPLED.test(pixelFormat) && (x.start % 2 === 1 || y.start % 2 === 1);
  return { x: x.start, y: y.start, width: x.length, height: y.length, of: { width, height }, between };
}

function span(from: Crop['x'], length: Crop['x'], side: number): { start: number; length: number } {
  const at = (value: Crop['x']): number => (typeof value === 'number' ? value : (value.n / 100) * side);
  const start = Math.min(side - 1, Math.max(0, Math.round(at(from))));
  const end = Math.min(side, Math.max(start + 1, Math.round(at(from) + at(length))));
  return { start, length: end - start };
}

/** Size of the picture that a layer draws; undefined without a picture. */
export function pictureSizeOf({ layer, media }: TimedLayer): Size | undefined {
  if ((layer.kind !== 'image' && layer.kind !== 'video') || !media?.video) return undefined;
  return sourcePicture(layer, media.video);
}

/** What painters know a still by: its source, and what is done to it first. */
export function stillKey(layer: PictureLayer, media: MediaFacts | undefined): string {
  const stages = stagesOf(layer, media);
  return stages ? `${layer.source} ${JSON.stringify(stages)}` : layer.source;
}

/** What is done to the picture of a layer before it is placed; undefined: nothing. */
export function stagesOf(layer: PictureLayer, media: MediaFacts | undefined): PictureStages | undefined {
  return media?.video ? sourcePicture(layer, media.video).stages : undefined;
}
