import type { PictureCut } from '../plan.types.js';
import { filter, type Filter } from './filter-graph.js';

/** Cuts a part out. Coded pixels may be narrower than displayed ones, so sides are counted in shares of them. */
export function cutFilters(cut: PictureCut | undefined): Filter[] {
  if (!cut) return [];
  const { x, y, width, height, of, between } = cut;
  const options = {
    w: `max(1,round(iw*${width}/${of.width}))`,
    h: `max(1,round(ih*${height}/${of.height}))`,
    x: `round(iw*${x}/${of.width})`,
    y: `round(ih*${y}/${of.height})`,
    exact: 1,
  };
  // Otherwise the colour would move by half a pixel.
  return [...(between ? [filter('format', { pix_fmts: 'yuv444p' })] : []), filter('crop', options)];
}
