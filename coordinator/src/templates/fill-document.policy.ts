import { isObject } from '@farm/shared/lang';
import type { VariableValue } from './template.types.js';

/** Values by key. Absent and '' are "not given", and so is false; 0 is given. */
export type Values = ReadonlyMap<string, VariableValue>;

const PLACEHOLDER = /\{\{\s*([A-Za-z][A-Za-z0-9_]*)\s*\}\}/g;
const WHOLE = /^\{\{\s*([A-Za-z][A-Za-z0-9_]*)\s*\}\}$/;

/**
 * Fills the holes of a document, in one pass: what a value holds is never looked at again.
 * - `"{{key}}"` alone becomes the value with its type; inside other text, its text. Not given: the member is left out,
 *   or it is empty text.
 * - An object with `when` (a key, or several: all are given) or `unless` (none is given) stays only then.
 * - `{"if": key, "then": a, "else": b}` becomes a or b.
 */
export function fillDocument(node: unknown, values: Values): unknown {
  if (typeof node === 'string') return fillText(node, values);
  if (Array.isArray(node)) return fillList(node, values);
  return isObject(node) ? fillObject(node, values) : node;
}

function fillText(text: string, values: Values): VariableValue | undefined {
  const whole = WHOLE.exec(text)?.[1];
  if (whole !== undefined) return isGiven(whole, values) ? values.get(whole) : undefined;
  // A function as replacement: `$&` in a value is just text.
  return text.replace(PLACEHOLDER, (_, key: string) => String(values.get(key) ?? ''));
}

const fillList = (list: readonly unknown[], values: Values): unknown[] =>
  list
    .filter((item) => !isObject(item) || stays(item, values))
    .map((item) => fillDocument(item, values))
    .filter((item) => item !== undefined);

function fillObject(node: Record<string, unknown>, values: Values): unknown {
  if (isChoice(node))
    return fillDocument(wordsOf(node.if).every((key) => isTrue(key, values)) ? node.then : node.else, values);
  const members = Object.entries(node)
    .filter(
      ([key, value]) => key !== 'when' && key !== 'unless' && (!isObject(value) || stays(value, values)),
    )
    .map(([key, value]): [string, unknown] => [key, fillDocument(value, values)])
    .filter(([, value]) => value !== undefined);
  return Object.fromEntries(members);
}

/** Every key that a document names: in placeholders and in conditions. */
export function keysIn(node: unknown): Set<string> {
  if (typeof node === 'string') return new Set([...node.matchAll(PLACEHOLDER)].map(([, key]) => key ?? ''));
  if (Array.isArray(node)) return new Set(node.flatMap((item) => [...keysIn(item)]));
  if (!isObject(node)) return new Set();
  const conditions = [node.when, node.unless, isChoice(node) ? node.if : undefined].flatMap(wordsOf);
  return new Set([...conditions, ...Object.values(node).flatMap((value) => [...keysIn(value)])]);
}

function stays(node: Record<string, unknown>, values: Values): boolean {
  return (
    wordsOf(node.when).every((key) => isTrue(key, values)) &&
    !wordsOf(node.unless).some((key) => isTrue(key, values))
  );
}

const isGiven = (key: string, values: Values): boolean => values.has(key) && values.get(key) !== '';
const isTrue = (key: string, values: Values): boolean => isGiven(key, values) && values.get(key) !== false;
const isChoice = (node: Record<string, unknown>): boolean =>
  'if' in node && ('then' in node || 'else' in node);

function wordsOf(condition: unknown): string[] {
  if (typeof condition === 'string') return [condition];
  return Array.isArray(condition) ? condition.filter((word) => typeof word === 'string') : [];
}
