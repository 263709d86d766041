import type { Gain, GainPoint } from '../plan.types.js';
import { decimal, filter, type Filter } from './filter-graph.js';

/** Samples per step of a moving gain: 0.7 ms, too short to be heard as steps. */
const STEP_SAMPLES = 32;

/** Loudness: a factor, or a curve that is evaluated every 0.7 ms. */
export function gainFilters(gain: Gain): Filter[] {
  if (typeof gain === 'number')
    return gain === 1 ? [] : [filter('volume', { volume: decimal(gain), precision: 'float' })];
  return [
    filter('asetnsamples', { n: STEP_SAMPLES, p: 0 }),
    filter('volume', { volume: gainExpression(gain), eval: 'frame', precision: 'float' }),
  ];
}

/** Points joined by lines, held at both ends. A balanced tree of ifs keeps thousands of points shallow. */
export function gainExpression(points: GainPoint[]): string {
  const first = points[0];
  const last = points.at(-1);
  if (!first || !last) return '1';
  if (points.length === 1) return decimal(first.gain);
  const inner = segments(points, 0, points.length - 2);
  return `if(lt(t,${decimal(first.time)}),${decimal(first.gain)},if(gte(t,${decimal(last.time)}),${decimal(last.gain)},${inner}))`;
}

function segments(points: GainPoint[], from: number, to: number): string {
  if (from === to) return line(points[from], points[from + 1]);
  const middle = Math.ceil((from + to) / 2);
  const at = decimal(points[middle]?.time ?? 0);
  return `if(lt(t,${at}),${segments(points, from, middle - 1)},${segments(points, middle, to)})`;
}

function line(a: GainPoint | undefined, b: GainPoint | undefined): string {
  if (!a || !b) return '1';
  const slope = b.time > a.time ? (b.gain - a.gain) / (b.time - a.time) : 0;
  return slope === 0 ? decimal(a.gain) : `${decimal(a.gain)}+(t-${decimal(a.time)})*${decimal(slope)}`;
}
