import type { Layer, Scene } from '@farm/shared/scene';
import type { Problems } from './problems.js';

/** Tells about layers that the scene's length cuts or hides, and transitions that do not fit their layer. */
export function warnOfTimes(scene: Scene, problems: Problems): void {
  for (const layer of scene.layers) {
    const place = { path: layer.path, who: `layer ${layer.number} (${layer.kind})` };
    const length = lengthOf(layer);
    // Where a layer that follows another one starts is known with the media.
    const follows = layer.join?.follows === true;
    if (!follows && scene.duration !== null && layer.start >= scene.duration)
      problems.warn(
        place,
        'outside-scene',
        `starts at ${layer.start} s, when the video of ${scene.duration} s is over; it is never shown.`,
      );
    else if (
      !follows &&
      scene.duration !== null &&
      length !== undefined &&
      layer.start + length > scene.duration + 1e-6
    )
      problems.warn(
        place,
        'outside-scene',
        `ends at ${round(layer.start + length)} s, after the video of ${scene.duration} s; the rest is cut.`,
      );
    const both = (layer.transitionIn?.duration ?? 0) + (layer.transitionOut?.duration ?? 0);
    if (length !== undefined && both > length + 1e-6)
      problems.warn(
        place,
        'transitions-shortened',
        `its transitions take ${round(both)} s together, more than the ${round(length)} s it is shown; they are shortened.`,
      );
  }
}

/** Seconds on the timeline, when the layer itself says so. */
function lengthOf({ sourceDuration, speed, hold = 0 }: Layer): number | undefined {
  if (sourceDuration === null) return undefined;
  return speed === 0 ? 0 : sourceDuration / Math.abs(speed) + hold;
}

const round = (seconds: number): number => Math.round(seconds * 1000) / 1000;
