import { createCanvas, ImageData, type Canvas } from '@napi-rs/canvas';
import type { Picture } from './compare.js';

/** Theirs, ours and the difference (four times as strong) side by side. */
export function contactSheet(theirs: Picture, ours: Picture): Canvas {
  const { width, height } = theirs;
  const sheet = createCanvas(width * 3 + 20, height);
  const ctx = sheet.getContext('2d');
  ctx.fillStyle = '#808080';
  ctx.fillRect(0, 0, sheet.width, sheet.height);
  [theirs, ours, difference(theirs, ours)].forEach((picture, i) => {
    ctx.putImageData(new ImageData(picture.data, width, height), i * (width + 10), 0);
  });
  return sheet;
}

function difference(a: Picture, b: Picture): Picture {
  const data = new Uint8ClampedArray(a.data.length);
  for (let i = 0; i < data.length; i++)
    data[i] = i % 4 === 3 ? 255 : Math.abs((a.data[i] ?? 0) - (b.data[i] ?? 0)) * 4;
  return { width: a.width, height: a.height, data };
}
