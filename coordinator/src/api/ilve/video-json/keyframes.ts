import { LIMITS, type Animation, type Keyframe, type PropertyValue } from '@farm/shared/scene';
import { EASING_NAMES, parseEasing } from './easing.js';
import { isObject, member, own, quote } from './json.js';
import type { LayerReader } from './layer-reader.js';
import type { Place } from './problems.js';
import { parseTime } from './time.js';
import type { Translation } from './translation.js';

/** Checks one value of the animated property; undefined after an issue was reported. */
export type ValueReader = (value: unknown, place: Place) => PropertyValue | undefined;

/** A list of keyframes as the customer wrote it. */
export interface RawTrack {
  property: string;
  keyframes: unknown;
  path: string;
}

/** Whether a property's value is really a list of keyframes written in its place (videojson.md 1.5). */
export function isKeyframeList(value: unknown): value is unknown[] {
  return Array.isArray(value) && value.length > 0 && value.every((one) => isObject(one) && 'value' in one);
}

/** Every track of a layer: `animations`, and the `keyframes` map. */
export function rawTracks(reader: LayerReader, { problems }: Translation): RawTrack[] {
  const tracks: RawTrack[] = [];
  const animations = reader.setting('animations');
  if (animations && !Array.isArray(animations.value))
    problems.reject(
      reader.at(animations.path),
      'INVALID_KEYFRAMES',
      `animations must be a list (got ${quote(animations.value)}).`,
    );
  else if (animations)
    tracks.push(...animationTracks(reader, animations.value as unknown[], animations.path, problems));
  const map = reader.setting('keyframes');
  if (map && !isObject(map.value) && !(Array.isArray(map.value) && map.value.length === 0))
    problems.reject(
      reader.at(map.path),
      'INVALID_KEYFRAMES',
      `keyframes must be an object of lists, one for each property (got ${quote(map.value)}).`,
    );
  else if (map && isObject(map.value)) tracks.push(...mapTracks(map.value, map.path));
  return tracks;
}

function animationTracks(
  reader: LayerReader,
  list: unknown[],
  path: string,
  problems: Translation['problems'],
): RawTrack[] {
  return list.slice(0, LIMITS.keyframes).flatMap((one, i) => {
    const at = `${path}[${i}]`;
    const property = isObject(one) ? own(one, 'property') : undefined;
    if (!isObject(one) || typeof property !== 'string' || property === '') {
      problems.reject(
        reader.at(isObject(one) ? member(at, 'property') : at),
        'INVALID_KEYFRAMES',
        'an animation must be an object {property, keyframes} that names its property.',
      );
      return [];
    }
    return [{ property, keyframes: own(one, 'keyframes'), path: member(at, 'keyframes') }];
  });
}

function mapTracks(map: Record<string, unknown>, path: string): RawTrack[] {
  return Object.keys(map)
    .slice(0, LIMITS.keyframes)
    .map((property) => ({ property, keyframes: own(map, property), path: member(path, property) }));
}

/** One track with every time in seconds and every value in its normal form, sorted by time. */
export function readTrack(
  reader: LayerReader,
  track: RawTrack,
  readValue: ValueReader,
  translation: Translation,
): Animation | undefined {
  const list: unknown = track.keyframes;
  if (!Array.isArray(list) || list.length === 0) {
    translation.problems.reject(
      reader.at(track.path),
      'INVALID_KEYFRAMES',
      `the keyframes of ${quote(track.property)} must be a list with at least one {time, value}.`,
    );
    return undefined;
  }
  if (!withinCount(reader, track, list.length, translation)) return undefined;
  const keyframes = list.flatMap((one, i) => {
    const read = readKeyframe(reader, one, `${track.path}[${i}]`, readValue, translation);
    return read ? [read] : [];
  });
  if (keyframes.length < list.length) return undefined;
  return { property: track.property, keyframes: sorted(reader, track, keyframes, translation) };
}

function withinCount(reader: LayerReader, track: RawTrack, more: number, translation: Translation): boolean {
  const before = translation.count.keyframes;
  translation.count.keyframes += more;
  if (translation.count.keyframes <= LIMITS.keyframes) return true;
  if (before <= LIMITS.keyframes)
    translation.problems.reject(
      reader.at(track.path),
      'TOO_MUCH',
      `a document may have at most ${LIMITS.keyframes} keyframes; these are too many.`,
    );
  return false;
}

function readKeyframe(
  reader: LayerReader,
  raw: unknown,
  path: string,
  readValue: ValueReader,
  { problems, fps }: Translation,
): Keyframe | undefined {
  if (!isObject(raw)) {
    problems.reject(reader.at(path), 'INVALID_KEYFRAMES', 'a keyframe must be an object {time, value}.');
    return undefined;
  }
  const time = parseTime(own(raw, 'time'), fps);
  if (time === undefined || Math.abs(time) > LIMITS.maxDuration)
    problems.reject(
      reader.at(member(path, 'time')),
      'INVALID_KEYFRAMES',
      `the time of a keyframe must be a number of seconds (got ${quote(own(raw, 'time'))}).`,
    );
  const value = own(raw, 'value');
  if (value === undefined)
    problems.reject(reader.at(member(path, 'value')), 'INVALID_KEYFRAMES', 'a keyframe must have a value.');
  const parsed = value === undefined ? undefined : readValue(value, reader.at(member(path, 'value')));
  const easing = readEasing(own(raw, 'easing'), reader.at(member(path, 'easing')), problems);
  if (time === undefined || parsed === undefined || easing === undefined) return undefined;
  return { time, value: parsed, ...(easing === 'own' ? {} : { easing }) };
}

/** An easing; 'own' when none was written; undefined after an issue was reported. */
export function readEasing(
  value: unknown,
  place: Place,
  problems: Translation['problems'],
): NonNullable<Keyframe['easing']> | 'own' | undefined {
  if (value === undefined) return 'own';
  const easing = parseEasing(value);
  if (easing === undefined) {
    const hint = typeof value === 'string' ? problems.didYouMean(value, EASING_NAMES) : '';
    problems.reject(
      place,
      'UNKNOWN_EASING',
      `unknown easing ${quote(value)}; use step, linear, easeIn, easeOut, easeInOut or cubic-bezier(a,b,c,d)${hint || '.'}`,
    );
  }
  return easing;
}

function sorted(
  reader: LayerReader,
  track: RawTrack,
  keyframes: Keyframe[],
  { problems }: Translation,
): Keyframe[] {
  const inOrder = keyframes.every((one, i) => i === 0 || one.time >= (keyframes[i - 1]?.time ?? 0));
  if (inOrder) return keyframes;
  problems.warn(
    reader.at(track.path),
    'keyframes-sorted',
    `the keyframes of ${quote(track.property)} are not in order of time; they are sorted.`,
  );
  return [...keyframes].sort((a, b) => a.time - b.time);
}
