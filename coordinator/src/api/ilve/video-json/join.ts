import { JOIN_STYLES, type Join, type LayerKind } from '@farm/shared/scene';
import { isObject, member, own, quote } from './json.js';
import type { Found, LayerReader } from './layer-reader.js';
import { parseTime } from './time.js';
import type { Translation } from './translation.js';

/** Seconds of a join that does not say, as xfade's. */
const USUAL_SECONDS = 1;
const LONGEST_JOIN = 3600;

/** How the layer takes over from the one below it, our own addition; undefined when it does not, or was refused. */
export function readJoin(reader: LayerReader, kind: LayerKind, translation: Translation): Join | undefined {
  const found = reader.setting('join');
  if (!found || found.value === false) return undefined;
  if (kind === 'audio') {
    translation.problems.warn(
      reader.at(found.path),
      'not-for-this-layer',
      'sound is not joined; give it a transition such as fade.',
    );
    return undefined;
  }
  const spec = typeof found.value === 'string' ? { style: found.value } : found.value;
  if (!isObject(spec)) {
    translation.problems.reject(
      reader.at(found.path),
      'UNKNOWN_TRANSITION',
      `join must be an object {style, duration} (got ${quote(found.value)}).`,
    );
    return undefined;
  }
  const style = readStyle(reader, own(spec, 'style') ?? 'fade', found, translation);
  const duration = readDuration(reader, own(spec, 'duration'), found, translation);
  if (!style || duration === undefined) return undefined;
  return { style, duration, follows: reader.setting('startTime') === undefined };
}

function readStyle(
  reader: LayerReader,
  given: unknown,
  { value, path }: Found,
  { problems }: Translation,
): Join['style'] | undefined {
  const style = JOIN_STYLES.find((one) => one === given);
  const place = reader.at(typeof value === 'string' ? path : member(path, 'style'));
  if (!style)
    problems.reject(
      place,
      'UNKNOWN_TRANSITION',
      `unknown style of a join ${quote(given)}${problems.didYouMean(String(given), JOIN_STYLES) || '.'}`,
    );
  return style;
}

function readDuration(
  reader: LayerReader,
  given: unknown,
  { path }: Found,
  { problems, fps }: Translation,
): number | undefined {
  const duration = given === undefined ? USUAL_SECONDS : parseTime(given, fps);
  if (duration !== undefined && duration >= 0 && duration <= LONGEST_JOIN) return duration;
  problems.reject(
    reader.at(member(path, 'duration')),
    'INVALID_TIME',
    `Invalid time format: ${quote(given)}; the duration of a join is seconds, from 0 to ${LONGEST_JOIN}.`,
  );
  return undefined;
}
