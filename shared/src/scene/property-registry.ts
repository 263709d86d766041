import type { LayerKind } from './layer.schema.js';
import raw from './registry/properties.json' with { type: 'json' };
import type { PropertyValue } from './value.schema.js';

/**
 * What a property holds.
 * number: plain. length: number with unit. angle: degrees. scale: one factor, or one for each axis.
 * point: [x, y] or [x, y, z]. rotation: degrees, or [Z, X, Y]. sides: one length, or top/right/bottom/left
 * (for radii: the corners from the top left, clockwise). pair: two lengths.
 */
export type PropertyType =
  | 'number'
  | 'length'
  | 'angle'
  | 'scale'
  | 'point'
  | 'rotation'
  | 'sides'
  | 'pair'
  | 'color'
  | 'option'
  | 'switch'
  | 'weight'
  | 'word'
  | 'text';

export interface PropertyDefinition {
  type: PropertyType;
  /** Undefined: absent means something of its own (a caption's text, an image's size). */
  default: PropertyValue | undefined;
  /** Units that a value may carry; the first is the unit of a plain number. Empty: no unit. */
  units: readonly string[];
  animatable: boolean;
  /** Every word that an option takes. */
  options?: readonly string[];
}

interface RawProperty {
  default?: PropertyValue;
  units?: string[];
  enum?: string[];
  animatable: boolean;
}

const TYPES: Record<string, PropertyType> = {
  position: 'point',
  anchor: 'point',
  scale: 'scale',
  rotation: 'rotation',
  filterHueRotate: 'angle',
  borderWidth: 'sides',
  borderRadius: 'sides',
  padding: 'sides',
  boxShadowOffset: 'pair',
  textShadowOffset: 'pair',
  fill: 'color',
  fontWeight: 'weight',
  fontFamily: 'word',
  text: 'text',
};

/** Options that the reference's own table leaves open although only these words mean something. */
const OPTIONS: Record<string, readonly string[]> = {
  strokeAlignment: ['inner', 'center', 'outer'],
  strokeLinejoin: ['miter', 'round', 'bevel'],
  fit: ['contain', 'cover', 'fill'],
};

const size: PropertyDefinition = {
  type: 'length',
  default: undefined,
  units: ['em', 'px'],
  animatable: true,
};
/** ILVE's own properties (videojson.md 2.3 and 2.5), which the reference does not know. */
const EXTENSIONS: Partial<Record<LayerKind, Record<string, PropertyDefinition>>> = {
  image: { width: size, height: size, cornerRadius: { ...size, default: 0 } },
  text: { maxWidth: size },
  captions: { maxWidth: size },
};

function typeOf(name: string, property: RawProperty): PropertyType {
  const known = TYPES[name];
  if (known) return known;
  if (property.enum ?? OPTIONS[name]) return 'option';
  if (typeof property.default === 'boolean') return 'switch';
  if (/color$/i.test(name)) return 'color';
  return property.units ? 'length' : 'number';
}

function define(name: string, property: RawProperty): PropertyDefinition {
  const options = OPTIONS[name] ?? property.enum;
  return {
    type: typeOf(name, property),
    default: property.default,
    units: property.units ?? [],
    animatable: property.animatable,
    ...(options ? { options } : {}),
  };
}

function table(kind: LayerKind): ReadonlyMap<string, PropertyDefinition> {
  const listed: Record<string, RawProperty> = raw[kind].properties;
  const own = Object.entries(listed).map(([name, property]) => [name, define(name, property)] as const);
  return new Map([...own, ...Object.entries(EXTENSIONS[kind] ?? {})]);
}

const KINDS: readonly LayerKind[] = ['text', 'captions', 'image', 'video', 'audio', 'shape', 'group'];
const TABLES = new Map(KINDS.map((kind) => [kind, table(kind)] as const));
const NONE: ReadonlyMap<string, PropertyDefinition> = new Map();

/** Every property of a kind of layer by its name. */
export function propertiesOf(kind: LayerKind): ReadonlyMap<string, PropertyDefinition> {
  return TABLES.get(kind) ?? NONE;
}

/** One property of a kind of layer; undefined when the kind does not have it. */
export function propertyOf(kind: LayerKind, name: string): PropertyDefinition | undefined {
  return propertiesOf(kind).get(name);
}

/** What a property is when neither a static value nor a keyframe says otherwise. */
export function defaultOf(kind: LayerKind, name: string): PropertyValue | undefined {
  return propertyOf(kind, name)?.default;
}
