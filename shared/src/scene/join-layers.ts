import type { Layer } from './layer.schema.js';
import { LIMITS } from './limits.js';
import type { TimedLayer } from './timeline.js';

/** Seconds of source time that a layer plays by itself; undefined when only its container bounds it. */
export type OwnDuration = (layer: Layer) => number | undefined;

/**
 * Decides the starts of layers that follow the one below them: each begins where that one ends, less what they
 * overlap. A layer that is followed and has no length of its own gets the usual one. Others stay as they are.
 */
export function inSequence(layers: readonly Layer[], ownDuration: OwnDuration): readonly Layer[] {
  if (!layers.some(({ join }) => join?.follows)) return layers;
  const placed: Layer[] = [];
  let below: { index: number; seconds: number | undefined } | undefined;
  for (const layer of layers) {
    const own = seconds(ownDuration(layer), layer);
    const before = below && placed[below.index];
    if (below && before && layer.join?.follows) {
      const ahead = below.seconds ?? LIMITS.defaultDuration;
      if (below.seconds === undefined)
        placed[below.index] = { ...before, sourceDuration: ahead * Math.abs(before.speed) };
      // Neither layer can overlap the other by more than it is long.
      const overlap = Math.min(layer.join.duration, ahead, own ?? Infinity);
      placed.push({ ...layer, start: before.start + ahead - overlap });
    } else placed.push(layer);
    if (layer.kind !== 'audio') below = { index: placed.length - 1, seconds: own };
  }
  return placed;
}

function seconds(sourceSeconds: number | undefined, { speed, hold = 0 }: Layer): number | undefined {
  if (sourceSeconds === undefined) return undefined;
  return speed === 0 ? 0 : sourceSeconds / Math.abs(speed) + hold;
}

/** Says of every joined layer over which frames it grows out of the one below it. */
export function joined(layers: readonly TimedLayer[]): TimedLayer[] {
  let below: TimedLayer | undefined;
  return layers.map((timed) => {
    const before = below;
    if (timed.layer.kind !== 'audio') below = timed;
    const { join } = timed.layer;
    if (!join || !before) return timed;
    const seconds = Math.min(join.duration, before.start + before.length - timed.start);
    return seconds > 0 && before.endFrame > timed.startFrame
      ? { ...timed, join: { style: join.style, seconds, endFrame: before.endFrame } }
      : timed;
  });
}
