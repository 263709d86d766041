import { LIMITS, type Loop, type Transition } from '@farm/shared/scene';
import { quote } from '../json.js';
import type { Found, LayerReader } from '../layer-reader.js';
import { parseTime } from '../time.js';
import type { Translation } from '../translation.js';

const MOST_PLAYS = 100_000;

/** `loop`: how often media are played. True is for ever, and so is −1, which others write; false is once. */
export function readLoop(found: Found, reader: LayerReader, { problems }: Translation): Loop | undefined {
  const { value } = found;
  if (value === true || value === -1 || value === 'forever') return 'forever';
  if (value === false) return undefined;
  if (typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= MOST_PLAYS) return value;
  const sentence = `loop must be true, "forever" or how often it plays, a whole number from 1 to ${MOST_PLAYS} (got ${quote(value)}).`;
  problems.reject(reader.at(found.path), 'INVALID_PROPERTY_TYPE', sentence);
  return undefined;
}

/** Seconds from 0 on; undefined after an issue was reported. */
export function readSeconds(
  name: string,
  found: Found,
  reader: LayerReader,
  { problems, fps }: Translation,
): number | undefined {
  const seconds = parseTime(found.value, fps);
  if (seconds !== undefined && seconds >= 0 && seconds <= LIMITS.maxDuration) return seconds;
  const sentence = `${name} must be seconds from 0 to ${LIMITS.maxDuration}, or text such as "1.5s" (got ${quote(found.value)}).`;
  problems.reject(reader.at(found.path), 'INVALID_TIME', sentence);
  return undefined;
}

/** `fadeIn` and `fadeOut`: the transition `fade`, straight. */
export function readFade(
  side: 'In' | 'Out',
  reader: LayerReader,
  translation: Translation,
): Transition | undefined {
  const name = `fade${side}` as const;
  const found = reader.setting(name);
  if (!found) return undefined;
  const duration = readSeconds(name, found, reader, translation);
  const other = reader.setting(`transition${side}`);
  if (other && other.value !== false && other.value !== 'none') {
    const sentence = `${name} and transition${side} are both given; keep one of them.`;
    translation.problems.reject(reader.at(found.path), 'INVALID_PROPERTY_TYPE', sentence);
    return undefined;
  }
  return duration === undefined || duration === 0 ? undefined : { name: 'fade', duration, params: {} };
}
