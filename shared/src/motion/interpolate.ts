import type { Easing, Length, PropertyDefinition, PropertyValue } from '../scene/index.js';
import { colorToCss, mixColors, parseColor } from './color.js';
import { ease, easeColor } from './easing.js';

type Part = number | Length;

/** Pixels of one em and of the whole that percentages mean; only asked for when units differ. */
export interface UnitSizes {
  em: number;
  percent: number;
}
const UNIT_SIZES: UnitSizes = { em: 1, percent: 1 };

/** Value between two keyframes; `t` runs from 0 to 1 and is not eased yet. */
export function interpolate(
  definition: PropertyDefinition,
  from: PropertyValue,
  to: PropertyValue,
  t: number,
  easing: Easing | undefined,
  sizes: UnitSizes = UNIT_SIZES,
): PropertyValue {
  if (!definition.animatable) return from;
  if (definition.type === 'color') return mixColorTexts(from, to, easeColor(easing, t));
  const a = numbersOf(from);
  const b = numbersOf(to);
  if (!a || !b) return from;
  return mixVectors(a, b, ease(easing, t), padding(definition), { definition, sizes });
}

function mixColorTexts(from: PropertyValue, to: PropertyValue, t: number): PropertyValue {
  const a = typeof from === 'string' ? parseColor(from) : undefined;
  const b = typeof to === 'string' ? parseColor(to) : undefined;
  return a && b ? colorToCss(mixColors(a, b, t)) : from;
}

/** A value as a list of numbers; undefined when it is a word, a colour or a switch. */
function numbersOf(value: PropertyValue): { parts: Part[]; list: boolean } | undefined {
  if (Array.isArray(value)) return { parts: value, list: true };
  if (typeof value === 'number' || typeof value === 'object') return { parts: [value], list: false };
  const weight = { normal: 400, bold: 700 }[String(value)];
  return weight === undefined ? undefined : { parts: [weight], list: false };
}

/** How a shorter list grows: points and angles by zeros, the rest by repeating their last element. */
function padding({ type }: PropertyDefinition): 'zero' | 'last' {
  return type === 'point' || type === 'rotation' ? 'zero' : 'last';
}

function padded(parts: Part[], length: number, how: 'zero' | 'last'): Part[] {
  const filler = how === 'zero' ? 0 : (parts.at(-1) ?? 0);
  return Array.from({ length }, (_, i) => parts[i] ?? filler);
}

interface MixContext {
  definition: PropertyDefinition;
  sizes: UnitSizes;
}

function mixVectors(
  a: { parts: Part[]; list: boolean },
  b: { parts: Part[]; list: boolean },
  t: number,
  how: 'zero' | 'last',
  context: MixContext,
): PropertyValue {
  const length = Math.max(a.parts.length, b.parts.length);
  const to = padded(b.parts, length, how);
  const mixed = padded(a.parts, length, how).map((part, i) => mixParts(part, to[i] ?? 0, t, context));
  return a.list || b.list ? mixed : (mixed[0] ?? 0);
}

/** Same unit: mix in it. Different units: mix in pixels. A plain number has the property's first unit. */
function mixParts(from: Part, to: Part, t: number, { definition, sizes }: MixContext): Part {
  const first = definition.units[0] ?? '';
  const unitOf = (part: Part): string => (typeof part === 'number' ? first : part.unit);
  const sizeOf = (part: Part): number => (typeof part === 'number' ? part : part.n);
  const mix = (a: number, b: number): number => a + (b - a) * t;
  if (unitOf(from) === unitOf(to)) {
    const n = mix(sizeOf(from), sizeOf(to));
    return typeof to === 'number' ? n : { n, unit: to.unit };
  }
  const px = (part: Part): number => sizeOf(part) * pixelsOf(unitOf(part), sizes);
  return { n: mix(px(from), px(to)), unit: 'px' };
}

function pixelsOf(unit: string, sizes: UnitSizes): number {
  if (unit === 'px') return 1;
  return unit === '%' ? sizes.percent / 100 : sizes.em;
}
