import { kindOf, resolveTimeline, type Scene } from '@farm/shared/scene';
import { toNumber } from '@farm/shared/time';

export interface SceneFacts {
  width: number;
  height: number;
  fps: number;
  /** Seconds; null when only the media can tell. */
  duration: number | null;
  /** As far as can be said before the media is known; 0 when only sound is made. */
  frames: number;
}

/** What a scene says of its output before anybody looked at its media. */
export function sceneFacts(scene: Scene): SceneFacts {
  const { width, height, duration } = scene;
  const kind = kindOf(scene.output);
  if (kind === 'sound') return { width: 0, height: 0, fps: 0, frames: 0, duration };
  if (kind === 'still') return { width, height, fps: toNumber(scene.fps), frames: 1, duration: 0 };
  return { width, height, duration, fps: toNumber(scene.fps), frames: resolveTimeline(scene, {}).frames };
}

/** Seconds that are paid for: a single picture takes none. */
export const pricedSeconds = ({ duration, frames, fps }: SceneFacts): number =>
  duration === 0 || fps === 0 ? 0 : frames / fps;
