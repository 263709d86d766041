import { resolveTimeline, type Scene } from '@farm/shared/scene';
import { toNumber } from '@farm/shared/time';

export interface SceneFacts {
  width: number;
  height: number;
  fps: number;
  /** Seconds; null when only the media can tell. */
  duration: number | null;
  /** As far as can be said before the media is known. */
  frames: number;
}

/** What a scene says of its output before anybody looked at its media. */
export function sceneFacts(scene: Scene): SceneFacts {
  const { width, height, duration } = scene;
  return { width, height, duration, fps: toNumber(scene.fps), frames: resolveTimeline(scene, {}).frames };
}
