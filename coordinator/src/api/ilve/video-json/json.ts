import { isObject } from '@farm/shared/lang';

export { isObject };

/** A JSON object as parsed; read it with `own` only, so that `__proto__` and `constructor` are never inherited names. */
export type JsonObject = Record<string, unknown>;

/** The member that the object itself holds; null counts as absent, because clients send null for "not set". */
export function own(object: JsonObject, name: string): unknown {
  const value = Object.hasOwn(object, name) ? object[name] : undefined;
  return value === null ? undefined : value;
}

/** An object where one is expected. PHP clients send an empty object as `[]`. */
export function asObject(value: unknown): JsonObject | undefined {
  if (isObject(value)) return value;
  return Array.isArray(value) && value.length === 0 ? {} : undefined;
}

const LONGEST_QUOTE = 60;

/** A value as a message shows it: short, on one line. */
export function quote(value: unknown): string {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (typeof value === 'string') return `"${clip(value)}"`;
  if (Array.isArray(value)) return 'a list';
  return value === null || value === undefined ? 'nothing' : 'an object';
}

function clip(text: string): string {
  const line = text.slice(0, LONGEST_QUOTE).replace(/\p{Cc}+/gu, ' ');
  return text.length > LONGEST_QUOTE ? `${line}…` : line;
}

/** Path of a member: `base.name`, or `base["odd name"]`. */
export function member(base: string, name: string): string {
  const plain = /^[A-Za-z_$][\w$]{0,59}$/.test(name);
  if (!plain) return `${base}["${clip(name)}"]`;
  return base === '' ? name : `${base}.${name}`;
}

/** Names in a row for a sentence: `a, b or c`. */
export function anyOf(names: readonly string[]): string {
  return names.length < 2
    ? names.join('')
    : `${names.slice(0, -1).join(', ')} or ${names[names.length - 1] ?? ''}`;
}
