import type { Operation } from '@farm/shared/tools';
import { decimal, filter, type Filter } from '../../../compiler/ffmpeg/filter-graph.js';
import type { ToolRun } from '../../tool-run.types.js';
import type { Bench } from '../bench.js';
import { refusal } from '../refusal.js';
import { evenSize, shown } from '../sizes.js';
import { partOf, wholeFilm } from '../whole-film.js';

type Of<Op extends Operation['op']> = Extract<Operation, { op: Op }>;

const display = (bench: Bench) =>
  bench.hasPicture ? { picture: shown(bench.picture), size: evenSize(bench.picture) } : {};

/** Start and length of a part, checked against the length of the input. */
export function partLength(bench: Bench, start: number, end: number | null): number | undefined {
  const { duration } = bench;
  if (duration !== undefined && start >= duration)
    throw refusal(
      `config.startTime is ${start} s, but the input lasts only ${decimal(duration, 2)} s; use an earlier time.`,
    );
  const last = Math.min(end ?? Infinity, duration ?? Infinity);
  return Number.isFinite(last) ? last - start : undefined;
}

/** Encoded anew: a copied stream could begin only at a key frame. */
export function trim(bench: Bench, { start, end }: Of<'trim'>): ToolRun {
  const duration = partLength(bench, start, end);
  return wholeFilm(bench, { ...display(bench), ...partOf(start, duration), duration });
}

export function changeSpeed(bench: Bench, { speed }: Of<'speed'>): ToolRun {
  const duration = bench.duration === undefined ? undefined : bench.duration / speed;
  const sound = tempo(speed);
  if (!bench.hasPicture) return wholeFilm(bench, { sound, duration });
  const { fps } = bench.picture;
  const picture = [
    ...shown(bench.picture),
    filter('setpts', { expr: `PTS/${decimal(speed, 9)}` }),
    filter('fps', { fps: `${fps.num}/${fps.den}` }),
  ];
  return wholeFilm(bench, { picture, size: evenSize(bench.picture), sound, duration, fps });
}

/** atempo is smooth from 0.5 to 2: greater changes are made of several. */
export function tempo(speed: number): Filter[] {
  const filters: Filter[] = [];
  let left = speed;
  while (left > 2 || left < 0.5) {
    const step = left > 2 ? 2 : 0.5;
    filters.push(filter('atempo', { tempo: step }));
    left /= step;
  }
  return [...filters, filter('atempo', { tempo: decimal(left, 9) })];
}
