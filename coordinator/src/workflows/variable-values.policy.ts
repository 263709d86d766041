import type { Issue } from '@farm/shared/errors';
import { isObject } from '@farm/shared/lang';
import type { Definition, Json, VariableType, WorkflowVariable } from './workflow.types.js';

const LONGEST_STRING = 2000;
const LONGEST_TEXT = 50_000;
const LONGEST_URL = 8192;

/** A sentence's end ("must be …") when the value does not fit the type; undefined when it does. */
export function misfit(type: VariableType, value: unknown): string | undefined {
  switch (type) {
    case 'number':
      return typeof value === 'number' && Number.isFinite(value) ? undefined : 'must be a number';
    case 'boolean':
      return typeof value === 'boolean' ? undefined : 'must be true or false';
    case 'string':
      return isText(value, LONGEST_STRING)
        ? undefined
        : `must be a text of at most ${LONGEST_STRING} characters`;
    case 'text':
      return isText(value, LONGEST_TEXT) ? undefined : `must be a text of at most ${LONGEST_TEXT} characters`;
    default:
      return isWebUrl(value) ? undefined : 'must be an http(s) URL';
  }
}

export function isWebUrl(value: unknown): value is string {
  if (!isText(value, LONGEST_URL) || !/^https?:\/\//i.test(value)) return false;
  try {
    return new URL(value).hostname !== '';
  } catch {
    return false;
  }
}

const isText = (value: unknown, most: number): value is string =>
  typeof value === 'string' && value.length <= most && !value.includes('\u0000');

/** The values of a start: what is declared and was given, checked. Undeclared names are left out. */
export function readGiven(definition: Definition, given: unknown): { given: Json; issues: Issue[] } {
  const values = isObject(given) ? given : {};
  const issues: Issue[] = [];
  if (given !== undefined && given !== null && !isObject(given) && !isEmptyList(given))
    issues.push({ path: 'variables', message: 'variables must be an object {key: value}' });
  const taken: Json = {};
  for (const [key, { type }] of Object.entries(definition.variables)) {
    const value = Object.hasOwn(values, key) ? values[key] : undefined;
    if (value === undefined || value === null) continue;
    const problem = misfit(type, value);
    if (problem === undefined) taken[key] = value;
    else issues.push({ path: `variables.${key}`, message: `variables.${key} ${problem}` });
  }
  return { given: taken, issues };
}

/** Given values over defaults. */
export function withDefaults(definition: Definition, given: Json): Json {
  const defaults = Object.entries(definition.variables).flatMap(([key, variable]) =>
    variable.default === undefined || variable.default === null ? [] : [[key, variable.default] as const],
  );
  return { ...Object.fromEntries(defaults), ...given };
}

/**
 * Required variables without a value that no step of the run can still bring: discover_variables may fill any of its
 * map (all, without one), and a reviewer those that are editable.
 */
export function missingVariables(definition: Definition, values: Json): Issue[] {
  const late = new Set(definition.steps.flatMap((step) => broughtBy(step.type, step.config, definition)));
  return Object.entries(definition.variables)
    .filter(([key, variable]) => isNeeded(variable) && !Object.hasOwn(values, key) && !late.has(key))
    .map(([key, { label }]) => ({
      path: `variables.${key}`,
      message: `variables.${key} (${label}) is required and was not given`,
    }));
}

const isNeeded = ({ required }: WorkflowVariable): boolean => required === true;

function broughtBy(type: string, config: Json, definition: Definition): string[] {
  if (type === 'discover_variables')
    return isObject(config.map) && Object.keys(config.map).length > 0
      ? Object.keys(config.map)
      : Object.keys(definition.variables);
  return type === 'review' && Array.isArray(config.editableVariables)
    ? config.editableVariables.map(String)
    : [];
}

/** The edits of a reviewer: only keys that the step lists, of the right type. null takes a value away. */
export function readEdits(
  definition: Definition,
  editable: readonly string[],
  edits: unknown,
): { edits: Json; issues: Issue[] } {
  if (edits === undefined || edits === null || isEmptyList(edits)) return { edits: {}, issues: [] };
  if (!isObject(edits))
    return {
      edits: {},
      issues: [{ path: 'variables', message: 'variables must be an object {key: value}' }],
    };
  const issues: Issue[] = [];
  for (const [key, value] of Object.entries(edits)) {
    const path = `variables.${key}`;
    const variable = Object.hasOwn(definition.variables, key) ? definition.variables[key] : undefined;
    if (!variable || !editable.includes(key)) {
      const may = editable.length === 0 ? 'none' : editable.join(', ');
      issues.push({ path, message: `${path} may not be edited in this review; editable are: ${may}` });
      continue;
    }
    const problem =
      value === null ? (isNeeded(variable) ? 'is required' : undefined) : misfit(variable.type, value);
    if (problem) issues.push({ path, message: `${path} ${problem}` });
  }
  return { edits: { ...edits }, issues };
}

/** PHP encodes an empty object as `[]`. */
export const isEmptyList = (value: unknown): boolean => Array.isArray(value) && value.length === 0;
