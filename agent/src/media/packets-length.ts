import { SAFE } from '../compiler/index.js';
import { runChild } from '../platform/child-process.js';

/** Bytes of packet times that are read; ten hours of 60 frames a second need less. */
const MOST_BYTES = 128 * 1024 * 1024;

/**
 * Seconds from the start of one stream to the end of its last packet, for files that do not say how long they are, or
 * where ffprobe guesses from their bytes: raw streams and what browsers record. Undefined when the packets do not tell.
 */
export async function packetsLength(
  program: string,
  path: string,
  stream: number,
  signal: AbortSignal,
): Promise<number | undefined> {
  const { stdout } = await runChild(
    {
      program,
      args: [
        ...['-v', 'error', ...SAFE, '-select_streams', String(stream)],
        ...[
          '-show_entries',
          'packet=pts_time,dts_time,duration_time',
          '-of',
          'csv=p=0',
          '-i',
          `file:${path}`,
        ],
      ],
      signal,
    },
    MOST_BYTES,
  );
  signal.throwIfAborted();
  return lengthOf(stdout.toString('latin1').trim().split('\n'));
}

/** Pure, for tests: lines of `pts,dts,duration`, each of which may be `N/A`. */
export function lengthOf(lines: readonly string[]): number | undefined {
  let first = Infinity;
  let last = -Infinity;
  let counted = 0;
  for (const line of lines) {
    const [pts = NaN, dts = NaN, duration = NaN] = line.split(',').map(Number);
    const length = Number.isFinite(duration) ? duration : 0;
    counted += length;
    const start = Number.isFinite(pts) ? pts : dts;
    if (!Number.isFinite(start)) continue;
    first = Math.min(first, start);
    last = Math.max(last, start + length);
  }
  // Raw H.264 has packets without times, but each says how long it is shown.
  const length = Math.max(last - first, counted);
  return length > 0 && Number.isFinite(length) ? length : undefined;
}
