import { createCanvas, ImageData, type Canvas } from '@napi-rs/canvas';
import { smoothstep, type DrawJoin, type JoinDraw } from './join.types.js';

/** Share of the picture that goes at a pixel, 0 … 1. */
type Share = (x: number, y: number) => number;

/** How a share depends on the place: on the column only, on the row only, or on both. */
type Across = 'columns' | 'rows' | 'both';

type Make = (draw: { width: number; height: number; progress: number }) => Share;

/** The picture that goes where the mask is, the one that comes where it is not, and a mix in between. */
const masked =
  (across: Across, make: Make): DrawJoin =>
  (draw) => {
    const { ctx, going, coming, width, height, scope } = draw;
    const mask = maskOf(across, make(draw), draw);
    const rest = scope.surfaces.take(width, height);
    for (const [on, picture, operation] of [
      [ctx, going, 'destination-in'],
      [rest.ctx, coming, 'destination-out'],
    ] as const) {
      on.drawImage(picture, 0, 0, width, height, 0, 0, width, height);
      on.globalCompositeOperation = operation;
      on.imageSmoothingEnabled = false;
      on.drawImage(mask, 0, 0, mask.width, mask.height, 0, 0, width, height);
    }
    ctx.globalCompositeOperation = 'lighter';
    ctx.drawImage(rest.ctx.canvas, 0, 0, width, height, 0, 0, width, height);
    scope.surfaces.give(rest);
  };

let image: ImageData | undefined;
let canvas: Canvas | undefined;

/** The mask's memory is reused: a new picture of this size costs milliseconds of page faults. */
function maskOf(across: Across, share: Share, { width, height }: JoinDraw): Canvas {
  const w = across === 'rows' ? 1 : width;
  const h = across === 'columns' ? 1 : height;
  if (image?.width !== w || image.height !== h) {
    image = new ImageData(w, h);
    canvas = undefined;
  }
  canvas ??= createCanvas(w, h);
  const { data } = image;
  for (let y = 0, i = 3; y < h; y++)
    for (let x = 0; x < w; x++, i += 4) data[i] = Math.round(share(x, y) * 255);
  canvas.getContext('2d').putImageData(image, 0, 0);
  return canvas;
}

const soft = (x: number): number => smoothstep(0, 1, x);

/** A soft edge that moves along `at`, which grows from 0 to about 1 in the direction it comes from. */
const swept = (across: Across, at: (x: number, y: number, w: number, h: number) => number): DrawJoin =>
  masked(across, ({ width, height, progress }) => {
    return (x, y) => 1 - soft(1 + at(x, y, width, height) - progress * 2);
  });

/** Distance from the middle: 0 there, 1 at the edge. */
const off = (x: number, side: number): number => Math.abs((x - side / 2) / (side / 2));

const centre = (x: number, y: number, w: number, h: number): number =>
  Math.sqrt((x - Math.trunc(w / 2)) ** 2 + (y - Math.trunc(h / 2)) ** 2);
const farthest = (w: number, h: number): number => Math.hypot(Math.trunc(w / 2), Math.trunc(h / 2));

const circled = (opens: boolean): DrawJoin =>
  masked('both', ({ width, height, progress }) => {
    const shift = (opens ? progress - 0.5 : 0.5 - progress) * 3;
    const most = farthest(width, height);
    return (x, y) => {
      const inside = soft(centre(x, y, width, height) / most + shift);
      return opens ? inside : 1 - inside;
    };
  });

/** Ten slices that close one after the other. */
const sliced = (across: 'columns' | 'rows', at: (x: number, y: number, w: number, h: number) => number) =>
  masked(across, ({ width, height, progress }) => (x, y) => {
    const place = at(x, y, width, height);
    const ten = 10 * place;
    return smoothstep(-0.5, 0, place - progress * 1.5) <= ten - Math.floor(ten) ? 1 : 0;
  });

/** A hand that turns around the middle. */
const radial = masked('both', ({ width, height, progress }) => {
  const [cx, cy] = [Math.trunc(width / 2), Math.trunc(height / 2)];
  const turned = (progress - 0.5) * Math.PI * 2.5;
  return (x, y) => 1 - soft(Math.atan2(x - cx, y - cy) - turned);
});

const f32 = Math.fround;

/** Single precision on purpose: the same grains as xfade's. */
const dissolve = masked('both', ({ progress }) => (x, y) => {
  const wave = f32(Math.sin(f32(f32(x * f32(12.9898)) + f32(y * f32(78.233)))));
  const grain = f32(wave * f32(43758.545));
  return (grain - Math.floor(grain)) * 2 + progress * 2 - 1.5 >= 0.5 ? 1 : 0;
});

/** A circle that shrinks to nothing with one picture and grows with the other, on black. */
const circlecrop: DrawJoin = (draw) => {
  const { progress, scope, width, height } = draw;
  const black = scope.surfaces.take(width, height);
  black.ctx.fillStyle = '#000';
  black.ctx.fillRect(0, 0, width, height);
  const shown = progress < 0.5 ? draw.coming : draw.going;
  const radius = Math.abs(2 * (progress - 0.5)) ** 3 * farthest(width, height);
  const inside: Make = () => (x, y) => (centre(x, y, width, height) <= radius ? 1 : 0);
  masked('both', inside)({ ...draw, going: shown, coming: black.ctx.canvas });
  scope.surfaces.give(black);
};

const fromLeft = (x: number, _y: number, w: number): number => x / w;
const fromRight = (x: number, _y: number, w: number): number => (w - 1 - x) / w;
const fromTop = (_x: number, y: number, _w: number, h: number): number => y / h;
const fromBottom = (_x: number, y: number, _w: number, h: number): number => (h - 1 - y) / h;
type Place = typeof fromTop;
const both =
  (a: Place, b: Place): Place =>
  (x, y, w, h) =>
    a(x, y, w, h) * b(x, y, w, h);

export const MASKS = {
  smoothleft: swept('columns', fromLeft),
  smoothright: swept('columns', fromRight),
  smoothup: swept('rows', fromTop),
  smoothdown: swept('rows', fromBottom),
  vertopen: swept('columns', (x, _y, w) => 1 - off(x, w)),
  vertclose: swept('columns', (x, _y, w) => off(x, w)),
  horzopen: swept('rows', (_x, y, _w, h) => 1 - off(y, h)),
  horzclose: swept('rows', (_x, y, _w, h) => off(y, h)),
  diagtl: swept('both', both(fromLeft, fromTop)),
  diagtr: swept('both', both(fromRight, fromTop)),
  diagbl: swept('both', both(fromLeft, fromBottom)),
  diagbr: swept('both', both(fromRight, fromBottom)),
  hlslice: sliced('columns', fromLeft),
  hrslice: sliced('columns', fromRight),
  vuslice: sliced('rows', fromTop),
  vdslice: sliced('rows', fromBottom),
  circleopen: circled(true),
  circleclose: circled(false),
  circlecrop,
  radial,
  dissolve,
} satisfies Record<string, DrawJoin>;
