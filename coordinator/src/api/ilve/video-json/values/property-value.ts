import { LIMITS, type Length, type PropertyDefinition, type PropertyValue } from '@farm/shared/scene';
import { anyOf, isObject, own, quote } from '../json.js';
import { didYouMean, type IssueCode, type WarningCode } from '../problems.js';
import { isColor } from './color.js';
import { amountOf, isSane, parseMeasure } from './numbers.js';
import { rangeOf } from './ranges.js';

/** A value in its normal form, perhaps with something to tell; or why it cannot be used. Sentences start small. */
export type Parsed =
  | { ok: true; value: PropertyValue; note?: { code: WarningCode; sentence: string } }
  | { ok: false; code: IssueCode; sentence: string };

type Numeric = number | Length;

/** Turns what the customer wrote for one property into its normal form. */
export function parseProperty(name: string, definition: PropertyDefinition, given: unknown): Parsed {
  switch (definition.type) {
    case 'color':
      return color(name, given);
    case 'option':
      return option(name, definition.options ?? [], given);
    case 'switch':
      return onOff(name, given);
    case 'weight':
      return weight(name, given);
    case 'word':
      return word(name, given);
    case 'text':
      return text(name, given);
    default:
      return numeric(name, definition, given);
  }
}

const wrong = (sentence: string, code: IssueCode = 'INVALID_PROPERTY_TYPE'): Parsed => ({
  ok: false,
  code,
  sentence,
});
const fine = (value: PropertyValue): Parsed => ({ ok: true, value });

function color(name: string, given: unknown): Parsed {
  if (given === 'none') return fine('transparent');
  if (typeof given === 'string' && isColor(given)) return fine(given.trim());
  return wrong(
    `${name} is not a valid CSS color (got ${quote(given)}); write for example "#ff8800", "rgba(0,0,0,0.5)" or "white".`,
    'INVALID_COLOR',
  );
}

function option(name: string, options: readonly string[], given: unknown): Parsed {
  if (typeof given === 'string' && options.includes(given)) return fine(given);
  const hint = typeof given === 'string' ? didYouMean(given, options) : '';
  return wrong(
    `${name} must be one of ${options.join(', ')} (got ${quote(given)})${hint || '.'}`,
    'INVALID_PROPERTY_ENUM',
  );
}

function onOff(name: string, given: unknown): Parsed {
  if (typeof given === 'boolean') return fine(given);
  if (given === 'true' || given === 1) return fine(true);
  if (given === 'false' || given === 0) return fine(false);
  return wrong(`${name} must be true or false (got ${quote(given)}).`);
}

function weight(name: string, given: unknown): Parsed {
  if (given === 'normal') return fine(400);
  if (given === 'bold') return fine(700);
  const parsed = parseMeasure(given, []);
  const n = parsed && !parsed.foreignUnit ? amountOf(parsed.value) : NaN;
  if (n >= 1 && n <= 1000) return fine(n);
  return wrong(`${name} must be a number from 1 to 1000, "normal" or "bold" (got ${quote(given)}).`);
}

const LONGEST_WORD = 200;

/** A font family. Of a CSS list only the first family counts, as in the reference. */
function word(name: string, given: unknown): Parsed {
  if (typeof given !== 'string' || given.length > LONGEST_WORD)
    return wrong(`${name} must be one name (got ${quote(given)}).`);
  const [first = '', ...others] = given.split(',').map((part) => part.trim().replace(/^(["'])(.*)\1$/, '$2'));
  if (first === '') return wrong(`${name} must not be empty.`);
  if (others.length === 0) return fine(first);
  const sentence = `${name} is a list; only its first family, "${first}", is used.`;
  return { ok: true, value: first, note: { code: 'font-list', sentence } };
}

function text(name: string, given: unknown): Parsed {
  const written = isSane(given) ? String(given) : given;
  if (typeof written !== 'string') return wrong(`${name} must be text (got ${quote(given)}).`);
  if (written.length > LIMITS.textLength)
    return wrong(
      `${name} may have at most ${LIMITS.textLength} characters (got ${written.length}).`,
      'TOO_MUCH',
    );
  return fine(written.replace(/\r\n?/g, '\n'));
}

/** How many numbers a property takes, and what a message says it takes. */
const ARITY: Record<string, { counts: readonly number[]; form: string }> = {
  number: { counts: [1], form: 'a number' },
  length: { counts: [1], form: 'a number' },
  angle: { counts: [1], form: 'a number of degrees' },
  scale: { counts: [1, 2, 3], form: 'a number, or a list [x, y]' },
  point: { counts: [2, 3], form: 'a list [x, y] of fractions of the canvas' },
  rotation: { counts: [1, 2, 3], form: 'a number of degrees, or a list [z, x, y]' },
  sides: { counts: [1, 2, 3, 4], form: 'a number, or a list of one to four' },
  pair: { counts: [1, 2], form: 'a list [x, y]' },
};

function numeric(name: string, definition: PropertyDefinition, given: unknown): Parsed {
  const { counts, form } = ARITY[definition.type] ?? { counts: [1], form: 'a number' };
  const parts = spread(definition, given);
  const measured = parts.map((part) => parseMeasure(part, definition.units));
  const values = measured.flatMap((one) => (one ? [one.value] : []));
  if (values.length !== parts.length || !counts.includes(parts.length))
    return wrong(`${name} must be ${form}${unitHint(definition)} (got ${quote(given)}).`);
  const outside = outsideRange(name, values);
  if (outside) return wrong(outside);
  const foreign = measured.find((one) => one?.foreignUnit)?.foreignUnit;
  const value = shape(definition, values);
  if (!foreign) return fine(value);
  const instead = definition.units[0] ? `"${definition.units[0]}" is used` : 'the bare number is used';
  const sentence = `${name} does not take the unit "${foreign}"; ${instead} instead.`;
  return { ok: true, value, note: { code: 'unit-replaced', sentence } };
}

const unitHint = ({ units }: PropertyDefinition): string => {
  const named = units.filter((unit) => unit !== '');
  return named.length === 0 ? '' : `, in ${anyOf(named)}`;
};

/** The single numbers of a value: list members, words of a CSS shorthand, or members x, y, z of an object. */
function spread(definition: PropertyDefinition, given: unknown): unknown[] {
  if (Array.isArray(given)) return given.length <= 4 ? given : [undefined];
  const many = definition.type === 'sides' || definition.type === 'pair';
  if (many && typeof given === 'string' && given.length <= 200) return given.trim().split(/\s+/);
  if (isObject(given) && own(given, 'x') !== undefined) {
    const z = own(given, 'z');
    return [own(given, 'x'), own(given, 'y'), ...(z === undefined ? [] : [z])];
  }
  return [given];
}

function outsideRange(name: string, values: readonly Numeric[]): string | undefined {
  const range = rangeOf(name);
  if (!range) return undefined;
  const bad = values.map(amountOf).find((n) => n < range[0] || n > range[1]);
  return bad === undefined
    ? undefined
    : `${name} must be from ${range[0]} to ${range[1]} (got ${String(bad)}).`;
}

/** One number stays one number; four-sided values follow the CSS rule for missing sides; pairs repeat. */
function shape({ type }: PropertyDefinition, values: readonly Numeric[]): PropertyValue {
  const [a = 0, b = a, c = a, d = b] = values;
  if (type === 'pair') return [a, b];
  if (values.length === 1) return a;
  return type === 'sides' ? [a, b, c, d] : [...values];
}
