import { readPixels } from '../pixels.js';
import { smoothstep, type DrawJoin } from './join.types.js';
import { throughWeights } from './mixes.js';

/** Premultiplied pixels, four bytes each, row after row. */
interface Pixels {
  going: Uint8Array;
  coming: Uint8Array;
  out: Uint8Array;
  width: number;
  height: number;
  progress: number;
}

/** Styles that no canvas operation draws: pixel by pixel. */
const byPixels =
  (shade: (pixels: Pixels) => void): DrawJoin =>
  ({ ctx, going, coming, width, height, progress, scope }) => {
    const { buffers, writer } = scope;
    const pixels = { going: buffers.take(), coming: buffers.take(), out: buffers.take() };
    readPixels(going, width, height, pixels.going);
    readPixels(coming, width, height, pixels.coming);
    shade({ ...pixels, width, height, progress });
    writer.put(ctx, pixels.out, width, height);
    for (const buffer of Object.values(pixels)) buffers.give(buffer);
  };

/** Pixels that differ most turn last. */
const distance = byPixels(({ going, coming, out, progress }) => {
  const most = (progress * 255) ** 2;
  for (let i = 0; i < out.length; i += 4) {
    let sum = 0;
    for (let k = i; k < i + 3; k++) sum += ((going[k] as number) - (coming[k] as number)) ** 2;
    const near = sum <= most;
    for (let k = i; k < i + 4; k++) {
      const from = near ? (going[k] as number) : (coming[k] as number);
      out[k] = from * progress + (coming[k] as number) * (1 - progress);
    }
  }
});

/** Both pictures in squares that grow up to the middle and shrink again. */
const pixelize = byPixels(({ going, coming, out, width, height, progress }) => {
  const coarse = Math.ceil(Math.min(progress, 1 - progress) * 50) / 50;
  const square = (2 * coarse * Math.min(width, height)) / 20;
  const at = (x: number, side: number): number =>
    coarse > 0 ? Math.trunc(Math.min((Math.floor(x / square) + 0.5) * square, side - 1)) : x;
  const columns = Int32Array.from({ length: width }, (_, x) => at(x, width) * 4);
  for (let y = 0, i = 0; y < height; y++) {
    const row = at(y, height) * width * 4;
    for (let x = 0; x < width; x++)
      for (let k = 0; k < 4; k++, i++) {
        const from = row + (columns[x] as number) + k;
        out[i] = (going[from] as number) * progress + (coming[from] as number) * (1 - progress);
      }
  }
});

/** Rows smeared to the left: each pixel is the mean of those that follow it. */
const hblur = byPixels(({ going, coming, out, width, height, progress }) => {
  const strength = progress <= 0.5 ? progress * 2 : (1 - progress) * 2;
  const size = Math.trunc(1 + Math.trunc(width / 2) * strength);
  for (let y = 0; y < height; y++)
    for (let k = 0; k < 4; k++) {
      const row = y * width * 4 + k;
      const mixed = (x: number): number =>
        (going[row + x * 4] as number) * progress + (coming[row + x * 4] as number) * (1 - progress);
      let sum = 0;
      let count = size;
      for (let x = 0; x < size; x++) sum += mixed(x);
      for (let x = 0; x < width; x++) {
        out[row + x * 4] = sum / count;
        if (x + size < width) sum += mixed(x + size);
        else count--;
        sum -= mixed(x);
      }
    }
});

/** Through the grey of the one to the grey of the other. */
const fadegrays = byPixels(({ going, coming, out, progress }) => {
  const weights = throughWeights(progress);
  const grey = (pixels: Uint8Array, i: number): number =>
    ((pixels[i] as number) + (pixels[i + 1] as number) + (pixels[i + 2] as number)) / 3;
  for (let i = 0; i < out.length; i += 4) {
    const greys = grey(going, i) * weights.leaving + grey(coming, i) * weights.arriving;
    for (let k = i; k < i + 3; k++)
      out[k] = (going[k] as number) * weights.going + (coming[k] as number) * weights.coming + greys;
    out[i + 3] = (going[i + 3] as number) * progress + (coming[i + 3] as number) * (1 - progress);
  }
});

/** Into the middle of the one, where the other appears. */
const zoomin = byPixels(({ going, coming, out, width, height, progress }) => {
  const zoom = smoothstep(0.5, 1, progress);
  const share = smoothstep(0, 0.5, progress);
  const at = (x: number, side: number): number => Math.ceil((0.5 + (x / side - 0.5) * zoom) * (side - 1));
  const columns = Int32Array.from({ length: width }, (_, x) => at(x, width) * 4);
  for (let y = 0, i = 0; y < height; y++) {
    const row = at(y, height) * width * 4;
    for (let x = 0; x < width; x++)
      for (let k = 0; k < 4; k++, i++)
        out[i] =
          (going[row + (columns[x] as number) + k] as number) * share + (coming[i] as number) * (1 - share);
  }
});

export const KERNELS = { distance, pixelize, hblur, fadegrays, zoomin } satisfies Record<string, DrawJoin>;
