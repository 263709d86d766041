import type { Operation } from '@farm/shared/tools';
import { filter, type Filter } from '../../../compiler/ffmpeg/filter-graph.js';
import type { ToolRun } from '../../tool-run.types.js';
import type { Bench } from '../bench.js';
import { refusal } from '../refusal.js';
import { boxOf, covering, evenSize, fitted, scaled, scaleTo, shown, type Size } from '../sizes.js';
import { wholeFilm } from '../whole-film.js';

type Of<Op extends Operation['op']> = Extract<Operation, { op: Op }>;

export function crop(bench: Bench, { x, y, width, height }: Of<'crop'>): ToolRun {
  const full = bench.picture;
  if (x + width > full.width || y + height > full.height)
    throw refusal(
      `The crop box (${x}, ${y}, ${width} x ${height}) does not lie in the picture, which has ${full.width} x ${full.height} pixels; use a box inside it.`,
    );
  const size = evenSize({ width, height });
  // Colour is stored for pairs of pixels: a box that begins between them is cut from full colour.
  const odd = x % 2 === 1 || y % 2 === 1;
  const picture = [
    filter('scale', { w: full.width, h: full.height, flags: 'bicubic' }),
    ...(odd ? [filter('format', { pix_fmts: 'yuv444p' })] : []),
    filter('crop', { w: size.width, h: size.height, x, y, exact: 1 }),
    filter('setsar', { sar: 1 }),
  ];
  return wholeFilm(bench, { picture, size, duration: bench.duration });
}

export function resize(bench: Bench, { width, height, fit, background }: Of<'resize'>): ToolRun {
  const from = bench.picture;
  const box = boxOf(from, width, height);
  const both = width !== null && height !== null;
  const { picture, size } = both ? placed(from, box, fit, background) : { picture: scaleTo(box), size: box };
  return wholeFilm(bench, { picture, size, duration: bench.duration });
}

function placed(
  from: Size,
  box: Size,
  fit: Of<'resize'>['fit'],
  background: string,
): { picture: Filter[]; size: Size } {
  switch (fit) {
    case 'fill':
      return { picture: scaleTo(box), size: box };
    case 'cover':
      return { picture: covering(from, box), size: box };
    case 'contain':
      return { picture: fitted(from, box, background), size: box };
    case 'inside': {
      const inner = scaled(from, box, 'inside');
      return { picture: scaleTo(inner), size: inner };
    }
  }
}

const TURNS: Record<Of<'rotate'>['degrees'], Filter[]> = {
  0: [],
  90: [filter('transpose', { dir: 'clock' })],
  180: [filter('hflip'), filter('vflip')],
  270: [filter('transpose', { dir: 'cclock' })],
};
const FLIPS: Record<Of<'rotate'>['flip'], Filter[]> = {
  none: [],
  horizontal: [filter('hflip')],
  vertical: [filter('vflip')],
  both: [filter('hflip'), filter('vflip')],
};

export function rotate(bench: Bench, { degrees, flip }: Of<'rotate'>): ToolRun {
  const { width, height } = evenSize(bench.picture);
  const size = degrees % 180 === 0 ? { width, height } : { width: height, height: width };
  const picture = [...shown(bench.picture), ...TURNS[degrees], ...FLIPS[flip]];
  return wholeFilm(bench, { picture, size, duration: bench.duration });
}
