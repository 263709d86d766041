import {
  EFFECTS,
  propertiesOf,
  propertyOf,
  type Animation,
  type LayerKind,
  type PropertyDefinition,
  type PropertyValue,
} from '@farm/shared/scene';
import { quote } from './json.js';
import { isKeyframeList, rawTracks, readTrack, type RawTrack, type ValueReader } from './keyframes.js';
import type { Found, LayerReader } from './layer-reader.js';
import { parseParam } from './presets.js';
import type { Place } from './problems.js';
import type { Translation } from './translation.js';
import { parseProperty } from './values/property-value.js';

export interface LayerProperties {
  properties: Record<string, PropertyValue>;
  animations: Animation[];
}

/** A bare number above this in the `settings` of a layer is meant in pixels (videojson.md 1.5, shape C). */
const LARGEST_EM_IN_SETTINGS = 40;
const NOTHING_SKIPPED: ReadonlySet<string> = new Set();

/** Every static value and every track of a layer, checked against the property registry. */
export function readProperties(
  reader: LayerReader,
  kind: LayerKind,
  translation: Translation,
  skip: ReadonlySet<string> = NOTHING_SKIPPED,
): LayerProperties {
  const properties: Record<string, PropertyValue> = {};
  const tracks = rawTracks(reader, translation);
  for (const [name, found] of reader.properties(skip)) {
    if (isKeyframeList(found.value)) {
      tracks.push({ property: name, keyframes: found.value, path: found.path });
      continue;
    }
    const value = readStatic(reader, kind, { name, found }, translation);
    if (value !== undefined) properties[name] = value;
  }
  const animations = readTracks(reader, kind, tracks, translation);
  checkSwitches(reader, { properties, animations }, translation);
  return { properties, animations };
}

function readStatic(
  reader: LayerReader,
  kind: LayerKind,
  { name, found }: { name: string; found: Found },
  translation: Translation,
): PropertyValue | undefined {
  const place = reader.at(found.path);
  const readValue = valueReader(kind, name, place, translation);
  if (!readValue) return undefined;
  const value = readValue(found.value, place);
  const inPixels =
    name === 'fontSize' &&
    found.bag === 'settings' &&
    typeof value === 'number' &&
    value > LARGEST_EM_IN_SETTINGS;
  if (!inPixels) return value;
  translation.problems.warn(
    place,
    'font-size-in-pixels',
    `fontSize ${value} is read as ${value} pixels, because as a percentage of the width it would be enormous; write "${value}px" or an em value.`,
  );
  return { n: value, unit: 'px' };
}

/** How values of a property are read; undefined after telling that the layer has no such property. */
function valueReader(
  kind: LayerKind,
  name: string,
  place: Place,
  translation: Translation,
): ValueReader | undefined {
  const param = effectParam(name);
  if (param) return param(translation);
  const definition = propertyOf(kind, name);
  if (definition) return propertyReader(name, definition, translation);
  // Compiled documents animate `visible` on sound as well, where nothing is seen.
  if (!(kind === 'audio' && name === 'visible'))
    translation.problems.warn(
      place,
      'unknown-property',
      `${quote(name)} is not a property of this layer and is ignored${translation.problems.didYouMean(name, propertiesOf(kind).keys()) || '.'}`,
    );
  return undefined;
}

function propertyReader(name: string, definition: PropertyDefinition, translation: Translation): ValueReader {
  const { problems } = translation;
  return (value, place) => {
    const parsed = parseProperty(name, definition, value);
    if (!parsed.ok) {
      problems.reject(place, parsed.code, parsed.sentence);
      return undefined;
    }
    if (parsed.note) problems.warn(place, parsed.note.code, parsed.note.sentence);
    return parsed.value;
  };
}

/** `effects.<name>.<param>` and `effects.<name>[n].<param>` (videojson.md 5.3); undefined for other names. */
function effectParam(property: string): ((translation: Translation) => ValueReader) | undefined {
  const match = /^effects\.(\w{1,40})(?:\[\d{1,3}\])?\.(\w{1,40})$/.exec(property);
  const definition = EFFECTS.get(match?.[1] ?? '')?.params.get(match?.[2] ?? '');
  if (!definition) return undefined;
  return ({ problems }) =>
    (value, place) => {
      const parsed = parseParam(match?.[2] ?? '', definition, value);
      if (parsed.ok) return parsed.value;
      problems.reject(place, 'INVALID_EFFECT_PARAM', parsed.sentence);
      return undefined;
    };
}

/** Tracks in the document's order; of two for one property the later one counts. */
function readTracks(
  reader: LayerReader,
  kind: LayerKind,
  tracks: readonly RawTrack[],
  translation: Translation,
): Animation[] {
  const byProperty = new Map<string, Animation>();
  for (const track of tracks) {
    const place = reader.at(track.path);
    const readValue = valueReader(kind, track.property, place, translation);
    const animation = readValue && readTrack(reader, track, readValue, translation);
    if (!animation) continue;
    if (byProperty.has(track.property))
      translation.problems.warn(
        place,
        'animated-twice',
        `${track.property} is animated twice; the last animation counts.`,
      );
    byProperty.set(track.property, animation);
  }
  return [...byProperty.values()];
}

/** Sub-properties that draw nothing while their switch is off (videojson.md section 10, 9). */
const SWITCHED: ReadonlyMap<string, readonly string[]> = new Map([
  ['textShadow', ['textShadowColor', 'textShadowOffset', 'textShadowBlur']],
  ['textStroke', ['textStrokeWidth', 'textStrokeColor']],
  ['boxShadow', ['boxShadowColor', 'boxShadowOffset', 'boxShadowBlur', 'boxShadowSpread']],
]);

/**
 * Our decision on videojson.md 2.3: a text shadow whose parts are set while the switch is absent is on, because ILVE's
 * own templates are written that way. The other two switches keep the reference's meaning and only warn.
 */
function checkSwitches(
  reader: LayerReader,
  { properties, animations }: LayerProperties,
  { problems }: Translation,
): void {
  for (const [name, parts] of SWITCHED) {
    if (Object.hasOwn(properties, name) || animations.some((one) => one.property === name)) continue;
    const set = parts.find(
      (part) => Object.hasOwn(properties, part) || animations.some((one) => one.property === part),
    );
    if (!set) continue;
    if (name === 'textShadow') {
      properties[name] = true;
      problems.warn(
        reader.place,
        'text-shadow-implied',
        `${set} is set without textShadow; the shadow is drawn. Write textShadow: false to keep it off.`,
      );
    } else problems.warn(reader.place, 'switch-off', `${set} has no effect, because ${name} is not true.`);
  }
}
