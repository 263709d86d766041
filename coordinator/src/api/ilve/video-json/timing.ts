import { LIMITS, type LayerKind } from '@farm/shared/scene';
import { quote } from './json.js';
import type { LayerReader, SettingName } from './layer-reader.js';
import type { Problems } from './problems.js';
import { parseTime } from './time.js';
import { isSane, parseMeasure } from './values/numbers.js';
import type { Translation } from './translation.js';

export interface Timing {
  start: number;
  sourceDuration: number | null;
  sourceStart: number;
  sourceEnd: number;
  speed: number;
}

/** All times of a layer in seconds, the many spellings resolved (videojson.md 1.5 and 2.1). */
export function readTiming(reader: LayerReader, kind: LayerKind, { problems, fps }: Translation): Timing {
  const time = (name: SettingName, least = 0) => readTime(reader, { name, least }, { problems, fps });
  const speed = readSpeed(reader, problems);
  const asked = time('sourceDuration');
  const onTimeline = time('duration');
  return {
    start: time('startTime') ?? 0,
    sourceDuration: asked ?? (onTimeline === undefined ? null : onTimeline * Math.abs(speed)),
    sourceStart: time('sourceStart', fromTheEnd(kind)) ?? 0,
    sourceEnd: time('sourceEnd') ?? 0,
    speed,
  };
}

function readTime(
  reader: LayerReader,
  { name, least }: { name: SettingName; least: number },
  { problems, fps }: Pick<Translation, 'problems' | 'fps'>,
): number | undefined {
  const found = reader.setting(name);
  if (!found) return undefined;
  const seconds = parseTime(found.value, fps);
  const last = found.path.split('.').pop() ?? name;
  if (seconds === undefined)
    problems.reject(
      reader.at(found.path),
      'INVALID_TIME',
      `Invalid time format: ${quote(found.value)}; ${last} takes seconds, or text such as "1.5s", "500ms", "45f" or "00:12".`,
    );
  else if (seconds < least)
    problems.reject(reader.at(found.path), 'INVALID_TIME', `${last} must not be negative (got ${seconds}).`);
  else if (seconds > LIMITS.maxDuration)
    problems.reject(
      reader.at(found.path),
      'INVALID_TIME',
      `${last} must be at most ${LIMITS.maxDuration} seconds (got ${seconds}).`,
    );
  else return seconds;
  return undefined;
}

/** Ours: a negative start counts from the end of the media. */
const fromTheEnd = (kind: LayerKind): number =>
  kind === 'video' || kind === 'audio' ? -LIMITS.maxDuration : 0;

const SLOWEST = 0.01;
const FASTEST = 100;

/** Speed 0 is allowed and means never shown, as in the reference. */
function readSpeed(reader: LayerReader, problems: Problems): number {
  const found = reader.setting('speed');
  if (!found) return 1;
  const measured = parseMeasure(found.value, [])?.value;
  const amount = isSane(measured) ? Math.abs(measured) : NaN;
  if (isSane(measured) && (amount === 0 || (amount >= SLOWEST && amount <= FASTEST))) return measured;
  problems.reject(
    reader.at(found.path),
    'INVALID_PROPERTY_TYPE',
    `speed must be a number from ${SLOWEST} to ${FASTEST}, or its negative to play backwards (got ${quote(found.value)}).`,
  );
  return 1;
}
