import type { Canvas } from '@napi-rs/canvas';
import type { DrawJoin } from './join.types.js';

/** The picture that comes enters at one edge and pushes the other one out, by whole pixels. */
const pushed =
  (horizontal: boolean, from: 1 | -1): DrawJoin =>
  ({ ctx, going, coming, width, height, progress }) => {
    const side = horizontal ? width : height;
    const shift = from * Math.trunc(progress * side);
    const at = (picture: Canvas, offset: number): void => {
      const [x, y] = horizontal ? [offset, 0] : [0, offset];
      ctx.drawImage(picture, 0, 0, width, height, x, y, width, height);
    };
    at(going, shift - from * side);
    at(coming, shift);
  };

/** Rows, or columns, of the picture that goes, pressed together in the middle. Nearest ones, as in xfade. */
const squeezed =
  (horizontal: boolean): DrawJoin =>
  (draw) => {
    const { ctx, going, coming, width, height, progress } = draw;
    ctx.drawImage(coming, 0, 0, width, height, 0, 0, width, height);
    const side = horizontal ? width : height;
    for (let line = 0; line < side; line++) {
      const z = 0.5 + (line / side - 0.5) / progress;
      if (!(z >= 0 && z <= 1)) continue;
      const from = roundEven(z * (side - 1));
      const [sx, sy, x, y] = horizontal ? [from, 0, line, 0] : [0, from, 0, line];
      const [w, h] = horizontal ? [1, height] : [width, 1];
      ctx.clearRect(x, y, w, h);
      ctx.drawImage(going, sx, sy, w, h, x, y, w, h);
    }
  };

/** Halves go to the even neighbour, as C's rounding does. */
function roundEven(x: number): number {
  const floor = Math.floor(x);
  if (x - floor !== 0.5) return Math.round(x);
  return floor % 2 === 0 ? floor : floor + 1;
}

export const MOVES = {
  slideleft: pushed(true, 1),
  slideright: pushed(true, -1),
  slideup: pushed(false, 1),
  slidedown: pushed(false, -1),
  squeezeh: squeezed(false),
  squeezev: squeezed(true),
} satisfies Record<string, DrawJoin>;
