import type { Issue } from '@farm/shared/errors';
import { nearestName } from '@farm/shared/lang';
import type { TemplateVariable, VariableValue } from './template.types.js';

export interface ReadVariables {
  values: Map<string, VariableValue>;
  issues: Issue[];
  /** Keys that the template does not know, each as a sentence. */
  unknown: string[];
}
/** A value, or the rest of the sentence "variables.title …". */
type Read = { value: VariableValue } | { problem: string };

const MOST_CHARACTERS: Record<string, number> = { string: 500, text: 5000, url: 2048, asset_url: 2048 };
export const COLOR = /^#(?:[0-9a-f]{3}|[0-9a-f]{4}|[0-9a-f]{6}|[0-9a-f]{8})$/i;

/** What was given, typed and defaulted. `null` is the same as absent; '' means empty, on purpose. */
export function readVariables(schema: readonly TemplateVariable[], given: unknown): ReadVariables {
  const read: ReadVariables = { values: new Map(), issues: [], unknown: [] };
  if (given !== undefined && given !== null && (typeof given !== 'object' || Array.isArray(given))) {
    read.issues.push({ path: 'variables', message: 'variables must be an object: {"title": "Hello"}.' });
    return read;
  }
  const members = new Map(Object.entries(given ?? {}));
  for (const variable of schema) {
    const path = `variables.${variable.key}`;
    const found = readOne(variable, members.get(variable.key) ?? undefined);
    if (found && 'problem' in found) read.issues.push({ path, message: `${path} ${found.problem}.` });
    else if (found) read.values.set(variable.key, found.value);
  }
  const keys = schema.map(({ key }) => key);
  for (const key of members.keys()) if (!keys.includes(key)) read.unknown.push(unknownSentence(key, keys));
  return read;
}

function readOne(variable: TemplateVariable, given: unknown): Read | undefined {
  if (given === undefined) {
    if (variable.default !== undefined) return { value: variable.default };
    return variable.required ? { problem: 'is missing: the template needs it' } : undefined;
  }
  if (given === '') return variable.required ? { problem: 'must not be empty' } : { value: '' };
  switch (variable.type) {
    case 'number':
      return readNumber(variable, given);
    case 'boolean':
      return readBoolean(given);
    case 'url':
    case 'asset_url':
      return readUrl(given);
    default:
      return readString(variable, given);
  }
}

function readString({ type, format, options, maxLength }: TemplateVariable, given: unknown): Read {
  // A year or a price is often sent as a number.
  const raw = typeof given === 'number' && Number.isFinite(given) ? String(given) : given;
  if (typeof raw !== 'string') return { problem: `must be text, not ${nameOf(given)}` };
  const value = type === 'text' ? raw : raw.replace(/\s*[\r\n]+\s*/g, ' ');
  const most = maxLength ?? MOST_CHARACTERS[type] ?? 500;
  if (value.length > most)
    return { problem: `must have at most ${most} characters (it has ${value.length})` };
  if (format === 'color' && !COLOR.test(value)) return { problem: 'must be a colour such as #4f46e5' };
  if (options && !options.includes(value)) return { problem: `must be one of ${options.join(', ')}` };
  return { value };
}

function readNumber({ min, max }: TemplateVariable, given: unknown): Read {
  const value = typeof given === 'string' && given.trim() !== '' ? Number(given) : given;
  if (typeof value !== 'number' || !Number.isFinite(value)) return { problem: 'must be a number' };
  if (min !== undefined && value < min) return { problem: `must be at least ${min}` };
  if (max !== undefined && value > max) return { problem: `must be at most ${max}` };
  return { value };
}

function readBoolean(given: unknown): Read {
  if (given === true || given === 'true') return { value: true };
  return given === false || given === 'false' ? { value: false } : { problem: 'must be true or false' };
}

function readUrl(given: unknown): Read {
  const most = MOST_CHARACTERS.url ?? 0;
  const problem = `must be an http(s) URL, or the assetUrl of an uploaded asset, of at most ${most} characters`;
  const fits = typeof given === 'string' && given.length <= most && /^https?:\/\/[^\s/]/i.test(given);
  return fits ? { value: given } : { problem };
}

function unknownSentence(key: string, keys: readonly string[]): string {
  const near = nearestName(key, keys);
  return `variables.${key} is no variable of this template and was not used${near ? `; did you mean "${near}"?` : '.'}`;
}

const nameOf = (given: unknown): string => (Array.isArray(given) ? 'a list' : `a ${typeof given}`);
