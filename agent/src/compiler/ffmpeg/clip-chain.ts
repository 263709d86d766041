import { toNumber, type Rational } from '@farm/shared/time';
import type { ClipTiming, PicturePlacement } from '../plan.types.js';
import { decimal, filter, type Filter } from './filter-graph.js';
import { cutFilters } from './stage-filters.js';

/**
 * Seconds by which a source picture may be early. Containers with coarse clocks (Matroska: milliseconds) round
 * presentation times, and a picture must not lose its place for that.
 */
const CLOCK_SLACK_US = 600;

/** Input options: jump to the key frame at or before the first sample. Exactness is the chain's, not the jump's. */
export function clipInputOptions(clip: ClipTiming): string[] {
  return clip.from > 0 ? ['-noaccurate_seek', '-ss', decimal(clip.from)] : [];
}

/**
 * Picks for each sample the source picture whose presentation interval holds it: `round=up` puts a picture on the
 * first sample not before it. Beyond the last picture the last one stays.
 */
export function sampleFilters(clip: ClipTiming, fps: Rational): Filter[] {
  const speed = clip.speed === 1 ? '' : `/${decimal(clip.speed, 9)}`;
  return [
    filter('settb', { expr: '1/1000000' }),
    filter('setpts', { expr: `(PTS-${CLOCK_SLACK_US})${speed}` }),
    filter('tpad', { stop: -1, stop_mode: 'clone' }),
    filter('fps', { fps: `${fps.num}/${fps.den}`, start_time: 0, round: 'up' }),
    filter('trim', { end_frame: clip.count }),
    ...(clip.reverse ? [filter('reverse')] : []),
    ...(clip.hold ? [filter('tpad', { stop: clip.hold, stop_mode: 'clone' })] : []),
    filter('setpts', { expr: 'N/FR/TB' }),
  ];
}

/** True when the source has more pictures than are shown: then it is thinned out before it is scaled. */
export function thinsOut(clip: ClipTiming, fps: Rational): boolean {
  return clip.sourceFps !== undefined && toNumber(clip.sourceFps) * clip.speed > toNumber(fps) * 1.01;
}

/** Turn, scale and convert to bt709 limited, or to RGB. */
export function pictureFilters(picture: PicturePlacement, format: string): Filter[] {
  const { scaled, crop } = picture;
  const cut = crop.width !== scaled.width || crop.height !== scaled.height;
  return [
    ...cutFilters(picture.stages?.cut),
    ...turnFilters(picture.turns),
    ...scaleFilters(picture, format.startsWith('gbr')),
    ...(cut ? [filter('crop', { w: crop.width, h: crop.height, x: crop.x, y: crop.y, exact: 1 })] : []),
    filter('setsar', { sar: 1 }),
    filter('format', { pix_fmts: format }),
  ];
}

function turnFilters(turns: number): Filter[] {
  if (turns === 1) return [filter('transpose', { dir: 'clock' })];
  if (turns === 2) return [filter('hflip'), filter('vflip')];
  if (turns === 3) return [filter('transpose', { dir: 'cclock' })];
  return [];
}

function scaleFilters(picture: PicturePlacement, rgb: boolean): Filter[] {
  const { scaled, turns, width, height, ready, matrix } = picture;
  const sideways = turns % 2 === 1;
  const same = scaled.width === (sideways ? height : width) && scaled.height === (sideways ? width : height);
  if (same && ready && !rgb) return [];
  const from = matrix ?? (rgb && ready ? 'bt709' : undefined);
  return [
    filter('scale', {
      w: scaled.width,
      h: scaled.height,
      flags: rgb ? 'bicubic+accurate_rnd+full_chroma_int+full_chroma_inp' : 'bicubic',
      ...(from ? { in_color_matrix: from } : {}),
      ...(rgb ? { out_range: 'pc' } : { out_color_matrix: 'bt709', out_range: 'tv' }),
    }),
  ];
}
