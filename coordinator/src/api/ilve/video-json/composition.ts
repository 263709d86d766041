import { LIMITS, type Scene } from '@farm/shared/scene';
import { frameRate } from '@farm/shared/time';
import { own, quote, type JsonObject } from './json.js';
import type { LayerReader } from './layer-reader.js';
import { readProperties } from './layer-properties.js';
import { readOutput, type Output } from './output.js';
import { readEffects, readTransition } from './presets.js';
import type { Place, Problems } from './problems.js';
import { parseTime } from './time.js';
import type { Translation } from './translation.js';
import { parseProperty } from './values/property-value.js';

export interface ProjectSettings {
  name: string;
  width: number;
  height: number;
  /** As written, for times that count frames. */
  fps: number;
  duration: number | null;
  backgroundColor: string;
  output: Output;
}

interface Given {
  value: unknown;
  place: Place;
}

/** Settings that are looked up in the composition layer, then at the document's top level (videojson.md 1.3). */
export class Project {
  constructor(
    private readonly document: JsonObject,
    private readonly composition: LayerReader | undefined,
    private readonly problems: Problems,
  ) {}

  read(): ProjectSettings {
    const fps = this.fps();
    return {
      name: this.name(),
      width: this.side('width', 1920),
      height: this.side('height', 1080),
      fps,
      duration: this.duration(fps),
      backgroundColor: this.backgroundColor(),
      output: this.output(fps),
    };
  }

  private given(...names: string[]): Given | undefined {
    const found = this.composition?.compositionSetting(...names);
    if (found && this.composition) return { value: found.value, place: this.composition.at(found.path) };
    for (const name of names) {
      const value = own(this.document, name);
      if (value !== undefined) return { value, place: { path: name, who: '' } };
    }
    return undefined;
  }

  /** The document's own name counts before the composition's, which is the name of a layer. */
  private name(): string {
    const top = own(this.document, 'name');
    const given = top === undefined ? this.given('name') : { value: top, place: { path: 'name', who: '' } };
    const value = typeof given?.value === 'string' ? given.value.trim() : given?.value;
    const place = given?.place ?? { path: 'name', who: '' };
    if (value === undefined || value === '')
      this.problems.reject(place, 'NAME_REQUIRED', 'name is required.');
    else if (typeof value !== 'string')
      this.problems.reject(place, 'INVALID_PROPERTY_TYPE', `name must be text (got ${quote(value)}).`);
    else if (value.length > LIMITS.nameLength)
      this.problems.reject(
        place,
        'NAME_TOO_LONG',
        `name must be at most ${LIMITS.nameLength} characters (got ${value.length}).`,
      );
    else return value;
    return '';
  }

  /** Odd sizes are rounded up: H.264 4:2:0 needs even ones, and nobody's layout depends on a single pixel. */
  private side(name: 'width' | 'height', usual: number): number {
    const given = this.given(name);
    if (!given) return usual;
    const size = wholeNumber(given.value);
    if (size === undefined || size < LIMITS.minSide || size > LIMITS.maxSide) {
      this.problems.reject(
        given.place,
        'INVALID_DIMENSION',
        `composition.${name} must be an even integer between ${LIMITS.minSide} and ${LIMITS.maxSide} (got ${quote(given.value)}).`,
      );
      return usual;
    }
    if (size % 2 === 0) return size;
    this.problems.warn(
      given.place,
      'odd-size',
      `${name} ${size} is odd, which H.264 cannot hold; ${size + 1} is used.`,
    );
    return size + 1;
  }

  private fps(): number {
    const given = this.given('fps');
    if (!given) return 30;
    const fps = typeof given.value === 'string' ? Number(given.value) : given.value;
    if (typeof fps === 'number' && fps >= 1 && fps <= LIMITS.maxFps) return fps;
    this.problems.reject(
      given.place,
      'INVALID_FPS',
      `composition.fps must be between 1 and ${LIMITS.maxFps} (got ${quote(given.value)}).`,
    );
    return 30;
  }

  private duration(fps: number): number | null {
    const given = this.given('sourceDuration', 'duration');
    if (!given) return null;
    const seconds = parseTime(given.value, fps);
    if (seconds !== undefined && seconds > 0 && seconds <= LIMITS.maxDuration) return seconds;
    const name = given.place.path.split('.').pop() ?? 'sourceDuration';
    this.problems.reject(
      given.place,
      'INVALID_DURATION',
      `composition.${name} must be a positive number of seconds, at most ${LIMITS.maxDuration} (got ${quote(given.value)}).`,
    );
    return null;
  }

  private output(fps: number): Output {
    const given = this.given('output');
    return readOutput(given?.value, given?.place ?? { path: 'output', who: '' }, fps, this.problems);
  }

  private backgroundColor(): string {
    const given = this.given('backgroundColor');
    if (!given) return '#000000';
    const parsed = parseProperty(
      'backgroundColor',
      { type: 'color', default: '#000000', units: [], animatable: true },
      given.value,
    );
    if (parsed.ok && typeof parsed.value === 'string') return parsed.value;
    if (!parsed.ok) this.problems.reject(given.place, parsed.code, parsed.sentence);
    return '#000000';
  }
}

function wholeNumber(value: unknown): number | undefined {
  const n = typeof value === 'string' && /^\d{1,6}$/.test(value.trim()) ? Number(value) : value;
  return typeof n === 'number' && Number.isInteger(n) ? n : undefined;
}

/** Keys of a composition that are settings of the project and not properties of the picture. */
const PROJECT_KEYS: ReadonlySet<string> = new Set([
  'width',
  'height',
  'fps',
  'backgroundColor',
  'output',
  'tracks',
  'destinations',
  'version',
]);

const PLAIN_FRAME: Scene['frame'] = { properties: {}, animations: [], effects: [] };

/** What the composition does to the finished frame, as if every layer were in one group (videojson.md 1.3). */
export function readFrame(composition: LayerReader | undefined, translation: Translation): Scene['frame'] {
  if (!composition) return { ...PLAIN_FRAME };
  const transitionIn = readTransition(composition, 'transitionIn', 'group', translation);
  const transitionOut = readTransition(composition, 'transitionOut', 'group', translation);
  return {
    ...readProperties(composition, 'group', translation, PROJECT_KEYS),
    ...(transitionIn ? { transitionIn } : {}),
    ...(transitionOut ? { transitionOut } : {}),
    effects: readEffects(composition, translation),
  };
}

export const exactRate = (fps: number): Scene['fps'] => frameRate(fps);
export const layerPlace = (index: number): Place => ({
  path: `layers[${index}]`,
  who: `layer ${index + 1} (composition)`,
});
