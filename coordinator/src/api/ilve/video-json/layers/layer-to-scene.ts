import { LIMITS, type Layer, type LayerKind } from '@farm/shared/scene';
import { isObject, member, own, quote, type JsonObject } from '../json.js';
import { readExtensions } from '../extensions/read-extensions.js';
import { readFade } from '../extensions/repeats.js';
import { readJoin } from '../join.js';
import { LayerReader } from '../layer-reader.js';
import { readProperties } from '../layer-properties.js';
import { readEffects, readTransition } from '../presets.js';
import type { Place } from '../problems.js';
import { readTiming } from '../timing.js';
import type { ElementInput, LayerBase, Translation } from '../translation.js';
import { captionsElement } from './captions.element.js';
import { emptyElement } from './empty.element.js';
import { groupElement } from './group.element.js';
import { audioElement, imageElement, videoElement } from './media.element.js';
import { shapeElement } from './shape.element.js';
import { textElement } from './text.element.js';

/** Types of videoJSON layers, in the order in which messages list them. */
export const LAYER_TYPES = [
  'text',
  'image',
  'video',
  'shape',
  'audio',
  'captions',
  'composition',
  'group',
  'empty',
] as const;
type ElementType = Exclude<(typeof LAYER_TYPES)[number], 'composition'>;

/** Whose properties each type takes. */
const KIND: Record<ElementType, LayerKind> = {
  text: 'text',
  image: 'image',
  video: 'video',
  shape: 'shape',
  audio: 'audio',
  captions: 'captions',
  group: 'group',
  empty: 'shape',
};

/** Where a layer stands: its index path (for an id) and the number of the top-level layer it belongs to. */
export interface Spot {
  path: string;
  indexes: readonly number[];
}

/** One layer of any shape and type as a layer of the scene; undefined after an issue was reported. */
export function layerToScene(raw: unknown, spot: Spot, translation: Translation): Layer | undefined {
  translation.count.layers++;
  const place = { path: spot.path, who: inWords(spot) };
  if (!isObject(raw)) {
    translation.problems.reject(place, 'INVALID_DOCUMENT', `must be an object (got ${quote(raw)}).`);
    return undefined;
  }
  const type = readType(raw, place, translation);
  if (!type) return undefined;
  const named = { ...place, who: inWords(spot, type) };
  const reader = new LayerReader(raw, named, translation.problems);
  const base = readBase(reader, KIND[type], spot, translation);
  return element(type, { reader, base, translation }, spot);
}

function inWords({ indexes }: Spot, type?: string): string {
  const [first = 0, ...deeper] = indexes;
  const name = [`layer ${first + 1}`, ...deeper.map((index) => `child ${index + 1}`)].join(', ');
  return type ? `${name} (${type})` : name;
}

function readType(raw: JsonObject, place: Place, { problems }: Translation): ElementType | undefined {
  const given = own(raw, 'type');
  const type = LAYER_TYPES.find((one) => one === given);
  if (type && type !== 'composition') return type;
  const at = { ...place, path: member(place.path, 'type') };
  if (type === 'composition')
    problems.reject(
      { ...place, path: place.path },
      'COMPOSITION_DUPLICATE',
      `only one composition layer is allowed, at the top level (found another at ${place.path}).`,
    );
  else if (given === undefined)
    problems.reject(at, 'UNKNOWN_LAYER_TYPE', `needs a type (expected ${EXPECTED}).`);
  else {
    const hint = typeof given === 'string' ? problems.didYouMean(given, LAYER_TYPES) : '';
    problems.reject(
      at,
      'UNKNOWN_LAYER_TYPE',
      `unknown layer type ${quote(given)} (expected ${EXPECTED})${hint || '.'}`,
    );
  }
  return undefined;
}

const EXPECTED = `${LAYER_TYPES.slice(0, -1).join(', ')} or empty`;

function readBase(reader: LayerReader, kind: LayerKind, spot: Spot, translation: Translation): LayerBase {
  const transitionIn =
    readFade('In', reader, translation) ?? readTransition(reader, 'transitionIn', kind, translation);
  const transitionOut =
    readFade('Out', reader, translation) ?? readTransition(reader, 'transitionOut', kind, translation);
  const join = readJoin(reader, kind, translation);
  const name = reader.setting('name')?.value;
  const track = readTrackIndex(reader, translation);
  return {
    id: readId(reader, spot, translation),
    path: spot.path,
    number: (spot.indexes[0] ?? 0) + 1,
    ...(typeof name === 'string' ? { name: name.slice(0, LIMITS.nameLength) } : {}),
    enabled: readEnabled(reader, translation),
    ...(track === undefined ? {} : { track }),
    ...readTiming(reader, kind, translation),
    ...readProperties(reader, kind, translation),
    ...(transitionIn ? { transitionIn } : {}),
    ...(transitionOut ? { transitionOut } : {}),
    effects: readEffects(reader, translation),
    ...(join ? { join } : {}),
    ...readExtensions(reader, kind, translation),
  };
}

const LONGEST_ID = 200;

/**
 * The customer's id, or the layer's path, which nobody else's id looks like; some transitions draw their chance from it.
 */
function readId(reader: LayerReader, { path: made }: Spot, { problems }: Translation): string {
  const found = reader.setting('id');
  if (!found) return made;
  const id = typeof found.value === 'number' ? String(found.value) : found.value;
  if (typeof id === 'string' && id !== '' && id.length <= LONGEST_ID) return id;
  problems.reject(
    reader.at(found.path),
    'INVALID_PROPERTY_TYPE',
    `id must be text of 1 to ${LONGEST_ID} characters (got ${quote(found.value)}).`,
  );
  return made;
}

function readEnabled(reader: LayerReader, { problems }: Translation): boolean {
  const found = reader.setting('enabled');
  if (!found || typeof found.value === 'boolean') return found?.value !== false;
  problems.reject(
    reader.at(found.path),
    'INVALID_PROPERTY_TYPE',
    `enabled must be true or false (got ${quote(found.value)}).`,
  );
  return true;
}

const MOST_TRACKS = 1000;

function readTrackIndex(reader: LayerReader, { problems }: Translation): number | undefined {
  const found = reader.setting('track');
  if (!found) return undefined;
  const track = found.value;
  if (typeof track === 'number' && Number.isInteger(track) && track >= 0 && track < MOST_TRACKS) return track;
  problems.reject(
    reader.at(found.path),
    'INVALID_PROPERTY_TYPE',
    `track must be the index of a track, a whole number from 0 (got ${quote(track)}).`,
  );
  return undefined;
}

function element(type: ElementType, input: ElementInput, spot: Spot): Layer {
  if (type === 'group') return groupElement(input, (list, path) => children(list, path, spot, input));
  if (input.reader.setting('children'))
    input.translation.problems.warn(
      input.reader.place,
      'no-children',
      'only groups have children; these are ignored.',
    );
  return ELEMENTS[type](input);
}

const ELEMENTS: Record<Exclude<ElementType, 'group'>, (input: ElementInput) => Layer> = {
  text: textElement,
  image: imageElement,
  video: videoElement,
  shape: shapeElement,
  audio: audioElement,
  captions: captionsElement,
  empty: emptyElement,
};

function children(
  list: readonly unknown[],
  listPath: string,
  parent: Spot,
  { reader, translation }: ElementInput,
): Layer[] {
  if (parent.indexes.length > LIMITS.groupDepth) {
    translation.problems.reject(
      reader.place,
      'NESTING_TOO_DEEP',
      `groups may be nested at most ${LIMITS.groupDepth} deep; move these layers up.`,
    );
    return [];
  }
  if (translation.count.layers + list.length > LIMITS.layersInAll) {
    translation.problems.reject(
      reader.place,
      'TOO_MANY_LAYERS',
      `a document may have at most ${LIMITS.layersInAll} layers with those in groups; this group brings too many.`,
    );
    return [];
  }
  return list.flatMap(
    (raw, i) =>
      layerToScene(raw, { path: `${listPath}[${i}]`, indexes: [...parent.indexes, i] }, translation) ?? [],
  );
}
