import { asObject, member, own, quote, type JsonObject } from './json.js';
import type { Place, Problems } from './problems.js';

/** A value and where the customer wrote it. */
export interface Found {
  value: unknown;
  path: string;
  /** Where it stood: a shape C document keeps properties in `settings`. */
  bag: Bag;
}
export type Bag = 'properties' | 'style' | 'layer' | 'settings';

/** Everything that a setting may be called, the usual name first (videojson.md 1.5). */
const SETTINGS = {
  startTime: ['startTime', 'start'],
  sourceDuration: ['sourceDuration'],
  duration: ['duration'],
  source: ['source', 'src', 'url'],
  sourceStart: ['sourceStart', 'trimStart'],
  sourceEnd: ['sourceEnd', 'trimEnd'],
  mediaDuration: ['mediaDuration'],
  audioSource: ['audioSource'],
  speed: ['speed'],
  enabled: ['enabled'],
  name: ['name'],
  shapeType: ['shapeType'],
  captions: ['captions'],
  maxCharsPerLine: ['maxCharsPerLine'],
  maxLines: ['maxLines'],
  track: ['track'],
  transitionIn: ['transitionIn'],
  transitionOut: ['transitionOut'],
  join: ['join'],
  effects: ['effects'],
  animations: ['animations'],
  keyframes: ['keyframes'],
  children: ['children', 'layers'],
  id: ['id'],
  // Ours: docs/api/extensions.md.
  hold: ['hold'],
  fadeIn: ['fadeIn'],
  fadeOut: ['fadeOut'],
  loop: ['loop'],
  crop: ['crop'],
} as const;
export type SettingName = keyof typeof SETTINGS;

const SETTING_KEYS: ReadonlySet<string> = new Set(Object.values(SETTINGS).flat());
const STRUCTURE: ReadonlySet<string> = new Set([...SETTING_KEYS, 'type', 'settings', 'properties', 'style']);
/** Strongest first. */
const FOR_PROPERTIES: readonly Bag[] = ['properties', 'style', 'layer', 'settings'];
const FOR_SETTINGS: readonly Bag[] = ['settings', 'layer', 'properties', 'style'];
const FOR_COMPOSITION: readonly Bag[] = ['layer', 'settings', 'properties', 'style'];

/** Reads one layer of any of the five document shapes, and remembers where each value stood. */
export class LayerReader {
  private readonly bags: Record<Bag, JsonObject>;

  constructor(
    raw: JsonObject,
    readonly place: Place,
    problems: Problems,
  ) {
    const bag = (name: 'settings' | 'properties' | 'style'): JsonObject => {
      const value = own(raw, name);
      const object = value === undefined ? {} : asObject(value);
      if (!object)
        problems.reject(
          this.at(member(place.path, name)),
          'INVALID_PROPERTY_TYPE',
          `${name} must be an object (got ${quote(value)}).`,
        );
      return object ?? {};
    };
    this.bags = { layer: raw, settings: bag('settings'), properties: bag('properties'), style: bag('style') };
  }

  /** A place inside this layer. */
  at(path: string): Place {
    return { path, who: this.place.who };
  }

  setting(name: SettingName): Found | undefined {
    return this.find(SETTINGS[name], FOR_SETTINGS);
  }

  /** Settings of a composition, which may stand anywhere in it (videojson.md 1.3). */
  compositionSetting(...names: string[]): Found | undefined {
    return this.find(names, FOR_COMPOSITION);
  }

  private find(names: readonly string[], order: readonly Bag[]): Found | undefined {
    for (const bag of order)
      for (const name of names) {
        const value = own(this.bags[bag], name);
        if (value !== undefined) return { value, path: this.pathIn(bag, name), bag };
      }
    return undefined;
  }

  /** Every visual or audio property that was set, by name; the strongest place wins. */
  properties(skip: ReadonlySet<string> = new Set()): Map<string, Found> {
    const found = new Map<string, Found>();
    for (const bag of FOR_PROPERTIES)
      for (const name of Object.keys(this.bags[bag])) {
        const value = own(this.bags[bag], name);
        if (value === undefined || found.has(name) || STRUCTURE.has(name) || skip.has(name)) continue;
        found.set(name, { value, path: this.pathIn(bag, name), bag });
      }
    return found;
  }

  private pathIn(bag: Bag, name: string): string {
    return member(bag === 'layer' ? this.place.path : member(this.place.path, bag), name);
  }
}
