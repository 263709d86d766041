import { createCanvas, type Canvas, type SKRSContext2D } from '@napi-rs/canvas';
import type { Picture } from '../painter.types.js';

/** Stills in halved sizes, so that shrinking never skips pixels. */
export class SmallerPictures {
  private readonly kept = new WeakMap<Picture, Picture[]>();

  /** The smallest half that is still at least as large as `width` × `height`. */
  atLeast(picture: Picture, width: number, height: number): Picture {
    const sizes = this.kept.get(picture) ?? [picture];
    this.kept.set(picture, sizes);
    let level = 0;
    for (;;) {
      const current = sizes[level] as Picture;
      if (current.width < 2 * width || current.height < 2 * height || current.width < 4 || current.height < 4)
        return current;
      sizes[level + 1] ??= halved(current);
      level++;
    }
  }
}

function halved(picture: Picture): Canvas {
  const half = createCanvas(Math.ceil(picture.width / 2), Math.ceil(picture.height / 2));
  const ctx = half.getContext('2d');
  // Bilinear at exactly one half averages two by two pixels.
  smooth(ctx, 'low');
  ctx.drawImage(picture, 0, 0, half.width, half.height);
  return half;
}

export function smooth(ctx: SKRSContext2D, quality: 'low' | 'medium' | 'high'): void {
  ctx.imageSmoothingEnabled = true;
  ctx.imageSmoothingQuality = quality;
}
