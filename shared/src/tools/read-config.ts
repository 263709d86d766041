import type { z } from 'zod';
import type { Issue } from '../errors/index.js';
import { isObject, nearestName } from '../lang/index.js';
import type { Tool } from './tool.js';

export interface ReadConfig {
  /** As the tool's `draft` wants it; undefined when there are issues. */
  config?: unknown;
  issues: Issue[];
  warnings: { code: string; message: string; path: string }[];
}

/** Reads what a customer sent as `config`. Null and `[]` count as `{}`; null members count as absent. */
export function readConfig(tool: Tool, raw: unknown): ReadConfig {
  const empty = raw === undefined || raw === null || (Array.isArray(raw) && raw.length === 0);
  if (!empty && !isObject(raw)) {
    const message = `config must be an object such as ${JSON.stringify(tool.example)}.`;
    return { issues: [{ path: 'config', message }], warnings: [] };
  }
  const given = rename(tool, flatten(tool, isObject(raw) ? raw : {}));
  const parsed = tool.config.safeParse(given);
  const warnings = unknownMembers(tool, given);
  if (parsed.success) return { config: parsed.data, issues: [], warnings };
  return { issues: parsed.error.issues.flatMap((issue) => toIssues(issue, given)), warnings };
}

function flatten(tool: Tool, raw: Record<string, unknown>): Record<string, unknown> {
  const flat: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(raw)) {
    if (value === null || value === undefined) continue;
    if (tool.nests.includes(name) && isObject(value)) Object.assign(flat, flatten(tool, value));
    else flat[name] = value;
  }
  return flat;
}

/** The proper name wins over its alias. */
function rename(tool: Tool, flat: Record<string, unknown>): Record<string, unknown> {
  const renamed = Object.entries(flat).map(([name, value]): [string, unknown] => [
    Object.hasOwn(tool.renames, name) && !((tool.renames[name] as string) in flat)
      ? (tool.renames[name] as string)
      : name,
    value,
  ]);
  return Object.fromEntries(renamed);
}

function unknownMembers(tool: Tool, given: Record<string, unknown>): ReadConfig['warnings'] {
  const known = Object.keys((tool.config as unknown as { shape?: object }).shape ?? {});
  if (known.length === 0) return [];
  return Object.keys(given)
    .filter((name) => !known.includes(name) && !(name in tool.renames))
    .map((name) => {
      const near = nearestName(name, known);
      const advice = near === undefined ? '' : `; did you mean ${near}?`;
      const path = `config.${name}`;
      return {
        code: 'unknown-config',
        path,
        message: `${path} is not known to ${tool.id} and was ignored${advice}`,
      };
    });
}

type ZodIssue = z.core.$ZodIssue;

function toIssues(issue: ZodIssue, given: unknown): Issue[] {
  const path = pathText(['config', ...issue.path]);
  return [{ path, message: `${path} ${expectation(issue)}${gotText(issue, valueAt(given, issue.path))}.` }];
}

/** What zod found wrong, as the end of a sentence that begins with the path. */
function expectation(issue: ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return `must be ${WORDS[issue.expected] ?? issue.expected}`;
    case 'too_small':
      return `must ${amount(issue.origin)} ${issue.inclusive ? 'at least' : 'more than'} ${issue.minimum}`;
    case 'too_big':
      return `must ${amount(issue.origin)} ${issue.inclusive ? 'at most' : 'less than'} ${issue.maximum}`;
    case 'invalid_value':
      return `must be one of ${issue.values.map((value) => JSON.stringify(value)).join(', ')}`;
    case 'invalid_union':
      return 'must be a number or a text';
    default:
      return issue.message;
  }
}

const WORDS: Record<string, string> = {
  number: 'a number',
  int: 'a whole number',
  string: 'a text',
  boolean: 'true or false',
  object: 'an object',
  array: 'a list',
};

const amount = (origin: string): string =>
  origin === 'string' ? 'have a length of' : origin === 'array' ? 'have' : 'be';

function gotText(issue: ZodIssue, value: unknown): string {
  if (issue.path.length === 0 || issue.code === 'custom') return '';
  if (value === undefined) return ' (it is missing)';
  const text = JSON.stringify(value) ?? String(value);
  return ` (got ${text.length > 60 ? `${text.slice(0, 60)}…` : text})`;
}

function valueAt(root: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, part) => (value as Record<PropertyKey, unknown> | null | undefined)?.[part],
    root,
  );
}

function pathText(parts: readonly PropertyKey[]): string {
  return parts.reduce<string>((text, part) => {
    if (typeof part === 'number') return `${text}[${part}]`;
    return text === '' ? String(part) : `${text}.${String(part)}`;
  }, '');
}
