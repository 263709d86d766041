import {
  EFFECTS,
  TRANSITIONS,
  type Effect,
  type LayerKind,
  type ParamDefinition,
  type PropertyValue,
  type Transition,
} from '@farm/shared/scene';
import { asObject, isObject, member, own, quote, type JsonObject } from './json.js';
import { readEasing } from './keyframes.js';
import type { LayerReader } from './layer-reader.js';
import type { IssueCode, Place, Problems } from './problems.js';
import { parseTime } from './time.js';
import type { Translation } from './translation.js';
import { isColor } from './values/color.js';
import { amountOf, parseMeasure } from './values/numbers.js';

/** Names that the reference's documentation uses although its code has others (videojson.md section 5.3). */
const EFFECT_ALIASES = new Map([['colorGrade', 'colorCorrection']]);
const PARAM_ALIASES = new Map([
  ['chromaticAberration.amount', 'intensity'],
  ['vignette.strength', 'intensity'],
]);
/** Seconds of a transition that does not say. */
const USUAL_DURATION = 0.2;
const LONGEST_TRANSITION = 3600;
const MOST_EFFECTS = 50;

/** The transition at one end of a layer, or undefined when there is none or it was refused. */
export function readTransition(
  reader: LayerReader,
  side: 'transitionIn' | 'transitionOut',
  kind: LayerKind,
  translation: Translation,
): Transition | undefined {
  const found = reader.setting(side);
  if (!found || found.value === false || found.value === 'none') return undefined;
  const spec = typeof found.value === 'string' ? { transition: found.value } : found.value;
  const name = isObject(spec)
    ? (own(spec, 'transition') ?? own(spec, 'name') ?? own(spec, 'type'))
    : undefined;
  if (!isObject(spec) || typeof name !== 'string') {
    translation.problems.reject(
      reader.at(found.path),
      'UNKNOWN_TRANSITION',
      `${side} must be an object {transition, duration} that names a transition (got ${quote(found.value)}).`,
    );
    return undefined;
  }
  if (name === 'none') return undefined;
  const place = reader.at(typeof found.value === 'string' ? found.path : member(found.path, 'transition'));
  return knownTransition(name, place, translation.problems)
    ? transitionOf(reader, { name, spec, path: found.path, kind }, translation)
    : undefined;
}

function knownTransition(name: string, place: Place, problems: Problems): boolean {
  if (!TRANSITIONS.has(name))
    problems.reject(
      place,
      'UNKNOWN_TRANSITION',
      `unknown transition ${quote(name)}${problems.didYouMean(name, TRANSITIONS.keys()) || '.'}`,
    );
  else return true;
  return false;
}

interface Named {
  name: string;
  spec: JsonObject;
  path: string;
  kind: LayerKind;
}

function transitionOf(reader: LayerReader, named: Named, translation: Translation): Transition | undefined {
  const { name, spec, path, kind } = named;
  const { problems } = translation;
  const given = own(spec, 'duration');
  const duration = given === undefined ? USUAL_DURATION : parseTime(given, translation.fps);
  if (duration === undefined || duration < 0 || duration > LONGEST_TRANSITION)
    problems.reject(
      reader.at(member(path, 'duration')),
      'INVALID_TIME',
      `Invalid time format: ${quote(given)}; the duration of a transition is seconds, 0 or more.`,
    );
  const easing = readEasing(own(spec, 'easing'), reader.at(member(path, 'easing')), problems);
  const definition = TRANSITIONS.get(name);
  if (kind === 'audio' && definition?.category !== 'all')
    problems.warn(
      reader.at(path),
      'not-for-this-layer',
      `the transition "${name}" does nothing to sound; use fade.`,
    );
  if (definition?.category === 'textual' && kind !== 'audio' && kind !== 'text' && kind !== 'captions')
    problems.warn(
      reader.at(path),
      'not-for-this-layer',
      `the transition "${name}" writes text and does nothing to this layer.`,
    );
  const params = readParams(
    reader,
    { owner: name, spec, path },
    definition?.params ?? new Map(),
    translation,
    'warn',
  );
  if (duration === undefined || easing === undefined) return undefined;
  return { name, duration, ...(easing === 'own' ? {} : { easing }), params };
}

/** The effects of a layer in their order; refused ones are left out after their issue was reported. */
export function readEffects(reader: LayerReader, translation: Translation): Effect[] {
  const found = reader.setting('effects');
  if (!found) return [];
  const list: unknown = found.value;
  if (!Array.isArray(list) || list.length > MOST_EFFECTS) {
    translation.problems.reject(
      reader.at(found.path),
      'UNKNOWN_EFFECT',
      Array.isArray(list)
        ? `effects may have at most ${MOST_EFFECTS} items (got ${list.length}).`
        : `effects must be a list of {effect, params} (got ${quote(list)}).`,
    );
    return [];
  }
  return list.flatMap((one, i) => readEffect(reader, one, `${found.path}[${i}]`, translation) ?? []);
}

function readEffect(
  reader: LayerReader,
  raw: unknown,
  path: string,
  translation: Translation,
): Effect | undefined {
  const spec = typeof raw === 'string' ? { effect: raw } : raw;
  const given = isObject(spec) ? (own(spec, 'effect') ?? own(spec, 'name') ?? own(spec, 'type')) : undefined;
  const place = reader.at(typeof raw === 'string' ? path : member(path, 'effect'));
  if (!isObject(spec) || typeof given !== 'string') {
    translation.problems.reject(
      place,
      'UNKNOWN_EFFECT',
      'an effect must be an object {effect, params} that names it.',
    );
    return undefined;
  }
  const name = EFFECT_ALIASES.get(given) ?? given;
  if (!knownEffect(name, place, translation.problems)) return undefined;
  const params = readParams(
    reader,
    { owner: name, spec, path },
    EFFECTS.get(name)?.params ?? new Map(),
    translation,
    'reject',
  );
  return { name, enabled: own(spec, 'enabled') !== false, params };
}

function knownEffect(name: string, place: Place, problems: Problems): boolean {
  if (!EFFECTS.has(name))
    problems.reject(
      place,
      'UNKNOWN_EFFECT',
      `unknown effect ${quote(name)}${problems.didYouMean(name, EFFECTS.keys()) || '.'}`,
    );
  else return true;
  return false;
}

interface ParamOwner {
  owner: string;
  spec: JsonObject;
  path: string;
}

function readParams(
  reader: LayerReader,
  { owner, spec, path }: ParamOwner,
  known: ReadonlyMap<string, ParamDefinition>,
  { problems }: Translation,
  unknown: 'warn' | 'reject',
): Record<string, PropertyValue> {
  const given = own(spec, 'params');
  const params = given === undefined ? {} : asObject(given);
  const base = member(path, 'params');
  if (!params) {
    problems.reject(
      reader.at(base),
      'INVALID_EFFECT_PARAM',
      `params must be an object (got ${quote(given)}).`,
    );
    return {};
  }
  const read: Record<string, PropertyValue> = {};
  for (const written of Object.keys(params).slice(0, 100)) {
    const value = own(params, written);
    if (value === undefined) continue;
    const name = PARAM_ALIASES.get(`${owner}.${written}`) ?? written;
    const place = reader.at(member(base, written));
    const definition = known.get(name);
    if (!definition) unknownParam({ owner, written, place, known, unknown }, problems);
    else {
      const parsed = parseParam(name, definition, value);
      if (parsed.ok) read[name] = parsed.value;
      else problems.reject(place, 'INVALID_EFFECT_PARAM' satisfies IssueCode, parsed.sentence);
    }
  }
  return read;
}

interface UnknownParam {
  owner: string;
  written: string;
  place: Place;
  known: ReadonlyMap<string, ParamDefinition>;
  unknown: 'warn' | 'reject';
}

function unknownParam({ owner, written, place, known, unknown }: UnknownParam, problems: Problems): void {
  const hint = problems.didYouMean(written, known.keys()) || '.';
  const sentence = `${owner} has no parameter ${quote(written)}${hint}`;
  if (unknown === 'reject') problems.reject(place, 'INVALID_EFFECT_PARAM', sentence);
  else problems.warn(place, 'unknown-param', sentence);
}

type ParsedParam = { ok: true; value: PropertyValue } | { ok: false; sentence: string };

/** One parameter in its normal form; numbers may be written with their unit. */
export function parseParam(name: string, definition: ParamDefinition, value: unknown): ParsedParam {
  const wrong = (form: string): ParsedParam => ({
    ok: false,
    sentence: `params.${name} must be ${form} (got ${quote(value)}).`,
  });
  if (definition.type === 'switch')
    return typeof value === 'boolean' ? { ok: true, value } : wrong('true or false');
  if (definition.type === 'color')
    return typeof value === 'string' && isColor(value) ? { ok: true, value } : wrong('a CSS color');
  if (definition.type === 'option')
    return typeof value === 'string' && definition.options?.includes(value)
      ? { ok: true, value }
      : wrong(`one of ${definition.options?.join(', ') ?? ''}`);
  const { unit, min = 0, max = 0 } = definition;
  // A counter runs up to a thousand million.
  const measured = parseMeasure(value, unit ? [unit] : [], Math.max(Math.abs(min), Math.abs(max)));
  return measured ? { ok: true, value: amountOf(measured.value) } : wrong('a number');
}
