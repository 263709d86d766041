import { containerFacts, resolveTimeline, type Layer, type Scene } from '@farm/shared/scene';
import { frameTime } from '@farm/shared/time';
import { member } from './json.js';
import type { Place, Problems } from './problems.js';

/** What of `output` only the whole scene can judge. */
export function checkOutput(scene: Scene, place: Place, problems: Problems): void {
  const { container, frame } = scene.output;
  if (containerFacts(container).kind === 'sound' && !scene.layers.some((layer) => maySound(layer, scene)))
    problems.reject(
      place,
      'INVALID_OUTPUT',
      `output.format ${container} holds only sound, and no layer of this document sounds; add an audio or video layer.`,
    );
  const frames = knownFrames(scene);
  if (frame === undefined || frames === undefined || frame < frames) return;
  const end = `the last frame is ${frames - 1}, at ${frameTime(frames - 1, scene.fps).toFixed(3)} s`;
  problems.reject(
    { ...place, path: member(place.path, 'frame') },
    'INVALID_OUTPUT',
    `output asks for frame ${frame}, which is past the end: ${end}.`,
  );
}

function maySound(layer: Layer, scene: Scene): boolean {
  if (!layer.enabled || layer.properties.mute === true) return false;
  if (layer.track !== undefined && scene.tracks[layer.track]?.enabled === false) return false;
  if (layer.kind === 'group') return layer.children.some((child) => maySound(child, scene));
  return layer.kind === 'audio' || layer.kind === 'video';
}

/** Frames of the scene; undefined when only its media can tell. */
function knownFrames(scene: Scene): number | undefined {
  const bounded = scene.duration !== null || scene.layers.every((layer) => !waitsForMedia(layer));
  return bounded ? resolveTimeline(scene, {}).frames : undefined;
}

function waitsForMedia(layer: Layer): boolean {
  if (!layer.enabled || layer.sourceDuration !== null) return false;
  if (layer.kind === 'group') return layer.children.some(waitsForMedia);
  return layer.kind === 'audio' || layer.kind === 'video';
}
