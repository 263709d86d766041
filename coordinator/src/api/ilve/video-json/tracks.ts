import type { Scene } from '@farm/shared/scene';
import { isObject, member, own, quote } from './json.js';
import type { Problems } from './problems.js';

const MOST_TRACKS = 1000;

/** `tracks` of a document; a track is on unless it says otherwise. */
export function readTracks(value: unknown, problems: Problems): Scene['tracks'] {
  if (value === undefined) return [];
  if (!Array.isArray(value) || value.length > MOST_TRACKS) {
    const sentence = `tracks must be a list of at most ${MOST_TRACKS} objects {name, enabled} (got ${quote(value)}).`;
    problems.reject({ path: 'tracks', who: '' }, 'INVALID_PROPERTY_TYPE', sentence);
    return [];
  }
  return value.map((one, i) => readTrack(one, `tracks[${i}]`, problems));
}

function readTrack(raw: unknown, path: string, problems: Problems): Scene['tracks'][number] {
  const name = isObject(raw) ? own(raw, 'name') : undefined;
  const enabled = isObject(raw) ? own(raw, 'enabled') : undefined;
  if (!isObject(raw))
    problems.reject({ path, who: '' }, 'INVALID_PROPERTY_TYPE', `${path} must be an object {name, enabled}.`);
  else if (enabled !== undefined && typeof enabled !== 'boolean')
    problems.reject(
      { path: member(path, 'enabled'), who: '' },
      'INVALID_PROPERTY_TYPE',
      `${path}.enabled must be true or false (got ${quote(enabled)}).`,
    );
  return { ...(typeof name === 'string' ? { name: name.slice(0, 200) } : {}), enabled: enabled !== false };
}
