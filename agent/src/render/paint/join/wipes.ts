import type { Canvas } from '@napi-rs/canvas';
import type { DrawJoin, JoinDraw } from './join.types.js';

/** Parts of the canvas: from column `left` and row `top` on, before `right` and `bottom`. */
interface Part {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

const whole = ({ width, height }: JoinDraw): Part => ({ left: 0, top: 0, right: width, bottom: height });

/** `inside` within the part, `outside` around it. */
function divided(draw: JoinDraw, part: Part, inside: Canvas, outside: Canvas | undefined): void {
  const { ctx, width, height } = draw;
  const left = Math.min(width, Math.max(0, part.left));
  const top = Math.min(height, Math.max(0, part.top));
  const w = Math.min(width, part.right) - left;
  const h = Math.min(height, part.bottom) - top;
  if (outside) ctx.drawImage(outside, 0, 0, width, height, 0, 0, width, height);
  if (w <= 0 || h <= 0) return;
  ctx.clearRect(left, top, w, h);
  ctx.drawImage(inside, left, top, w, h, left, top, w, h);
}

/** The picture that goes keeps `part`, as many whole pixels as xfade gives it. */
const keeps =
  (part: (draw: JoinDraw) => Partial<Part>): DrawJoin =>
  (draw) =>
    divided(draw, { ...whole(draw), ...part(draw) }, draw.going, draw.coming);

const upTo = (side: number, progress: number): number => Math.trunc(side * progress) + 1;
const after = (side: number, progress: number): number => Math.trunc(side * (1 - progress)) + 1;

const left = ({ width, progress }: JoinDraw): Partial<Part> => ({ right: upTo(width, progress) });
const right = ({ width, progress }: JoinDraw): Partial<Part> => ({ left: after(width, progress) });
const up = ({ height, progress }: JoinDraw): Partial<Part> => ({ bottom: upTo(height, progress) });
const down = ({ height, progress }: JoinDraw): Partial<Part> => ({ top: after(height, progress) });

/** A rectangle that shrinks to nothing with one picture and grows with the other, on black. */
const rectcrop: DrawJoin = (draw) => {
  const { ctx, width, height, progress } = draw;
  const half = Math.abs(progress - 0.5);
  const [w, h] = [Math.trunc(half * width), Math.trunc(half * height)];
  const [x, y] = [Math.trunc(width / 2), Math.trunc(height / 2)];
  ctx.fillStyle = '#000';
  ctx.fillRect(0, 0, width, height);
  const part = { left: x - w + 1, top: y - h + 1, right: x + w, bottom: y + h };
  divided(draw, part, progress < 0.5 ? draw.coming : draw.going, undefined);
};

export const WIPES = {
  wipeleft: keeps(left),
  wiperight: keeps(right),
  wipeup: keeps(up),
  wipedown: keeps(down),
  wipetl: keeps((draw) => ({ ...left(draw), ...up(draw) })),
  wipetr: keeps((draw) => ({ ...right(draw), ...up(draw) })),
  wipebl: keeps((draw) => ({ ...left(draw), ...down(draw) })),
  wipebr: keeps((draw) => ({ ...right(draw), ...down(draw) })),
  rectcrop,
} satisfies Record<string, DrawJoin>;
