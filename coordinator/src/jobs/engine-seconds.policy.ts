import type { OrderKind } from './job.types.js';

/** Software frames a second at 1920x1080 on two cores (test/bench/RESULTS.md); only proportions matter here. */
const FRAMES_PER_SECOND = 37;
const FULL_HD = 1920 * 1080;
/** Starting, fetching and uploading, seconds. */
const START_SECONDS = 1;
/** Moving or looking at a file keeps no encoder busy. */
const IO_SECONDS = 0.1;

/** What an order will probably cost, in seconds of an encoder: the coin in which workspaces share the farm. */
export function engineSeconds(
  kind: OrderKind,
  picture: { width: number; height: number; frames: number },
): number {
  if (kind !== 'whole' && kind !== 'chunk' && kind !== 'tool') return IO_SECONDS;
  const size = (picture.width * picture.height) / FULL_HD;
  return START_SECONDS + (picture.frames * size) / FRAMES_PER_SECOND;
}
