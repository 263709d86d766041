import type { Issue } from '@farm/shared/errors';
import { isObject, nearestName } from '@farm/shared/lang';
import { configIssues } from './step-config.policy.js';
import { isVariableKey } from './references.policy.js';
import { isEmptyList, misfit } from './variable-values.policy.js';
import {
  STEP_TYPES,
  VARIABLE_TYPES,
  type Definition,
  type Json,
  type WorkflowStep,
  type WorkflowVariable,
} from './workflow.types.js';

const MOST_VARIABLES = 50;
const MOST_STEPS = 20;
const MOST_RETRIES = 10;
const LONGEST_NAME = 200;
/** Deeper documents are refused before anybody walks through them. */
const DEEPEST = 60;

type Report = (path: string, sentence: string) => undefined;

/** The definition, or every problem of what was sent, with its path. */
export function readDefinition(
  sent: unknown,
  path = 'definition',
): { definition: Definition } | { issues: Issue[] } {
  const issues: Issue[] = [];
  const report: Report = (at, sentence) => void issues.push({ path: at, message: `${at} ${sentence}` });
  if (!isObject(sent)) {
    report(path, 'is missing: send {version: 1, variables, steps}');
    return { issues };
  }
  if (isDeeperThan(sent, DEEPEST)) {
    report(path, `is nested deeper than ${DEEPEST} levels`);
    return { issues };
  }
  if (sent.version !== 1) report(`${path}.version`, 'must be 1');
  const variables = readVariables(sent.variables, `${path}.variables`, report);
  const steps = readSteps(sent.steps, `${path}.steps`, report);
  const definition: Definition = { version: 1, variables, steps };
  steps.forEach((_, i) => issues.push(...configIssues(definition, i, `${path}.steps[${i}].config`)));
  return issues.length > 0 ? { issues } : { definition };
}

function readVariables(sent: unknown, path: string, report: Report): Record<string, WorkflowVariable> {
  if (sent === undefined || sent === null || isEmptyList(sent)) return {};
  if (!isObject(sent)) {
    report(path, 'must be an object {key: {type, label}}');
    return {};
  }
  const entries = Object.entries(sent);
  if (entries.length > MOST_VARIABLES) report(path, `has more than ${MOST_VARIABLES} variables`);
  const read = entries.slice(0, MOST_VARIABLES).flatMap(([key, value]) => {
    const variable = readVariable(key, value, `${path}.${key.slice(0, 70)}`, report);
    return variable ? [[key, variable] as const] : [];
  });
  return Object.fromEntries(read);
}

function readVariable(
  key: string,
  sent: unknown,
  path: string,
  report: Report,
): WorkflowVariable | undefined {
  if (!isVariableKey(key))
    return report(path, 'has no usable key: letters, digits and _, not starting with a digit, at most 64');
  if (!isObject(sent)) return report(path, 'must be an object {type, label}');
  const type = VARIABLE_TYPES.find((one) => one === sent.type);
  if (!type) return report(`${path}.type`, `must be one of ${VARIABLE_TYPES.join(', ')}`);
  if (!isText(sent.label) || sent.label === '') return report(`${path}.label`, 'must be a text of 1 to 200');
  if (!isAbsent(sent.required) && typeof sent.required !== 'boolean')
    return report(`${path}.required`, 'must be true or false');
  if (!isAbsent(sent.placeholder) && !isText(sent.placeholder))
    return report(`${path}.placeholder`, 'must be a text of at most 200 characters');
  const problem = isAbsent(sent.default) ? undefined : misfit(type, sent.default);
  if (problem) return report(`${path}.default`, problem);
  return withoutNulls(sent) as unknown as WorkflowVariable;
}

function readSteps(sent: unknown, path: string, report: Report): WorkflowStep[] {
  if (!Array.isArray(sent) || sent.length === 0 || sent.length > MOST_STEPS) {
    report(path, `must be a list of 1 to ${MOST_STEPS} steps`);
    return [];
  }
  return sent.map((one, i) => readStep(one, `${path}[${i}]`, report) ?? NO_STEP);
}

/** Keeps the places of the steps behind a broken one; never stored, because a problem was reported. */
const NO_STEP: WorkflowStep = { type: 'review', config: {} };

function readStep(sent: unknown, path: string, report: Report): WorkflowStep | undefined {
  if (!isObject(sent)) return report(path, 'must be an object {type, config}');
  const type = STEP_TYPES.find((one) => one === sent.type);
  if (!type) return report(`${path}.type`, `must be one of ${STEP_TYPES.join(', ')}${hint(sent.type)}`);
  if (!isAbsent(sent.name) && !isText(sent.name))
    return report(`${path}.name`, 'must be a text of at most 200 characters');
  const retries = sent.maxRetries;
  if (!isAbsent(retries) && !isWhole(retries, MOST_RETRIES))
    return report(`${path}.maxRetries`, `must be a whole number, 0 to ${MOST_RETRIES}`);
  const config = isEmptyList(sent.config) ? {} : sent.config;
  if (!isObject(config)) return report(`${path}.config`, 'must be an object');
  return { ...withoutNulls(sent), type, config };
}

function hint(word: unknown): string {
  const near = typeof word === 'string' ? nearestName(word.slice(0, 60), STEP_TYPES) : undefined;
  return near ? `; did you mean ${near}?` : '';
}

/** Strict clients send null for what they leave out. */
const withoutNulls = (sent: Json): Json =>
  Object.fromEntries(Object.entries(sent).filter(([, value]) => value !== null));

const isAbsent = (value: unknown): boolean => value === undefined || value === null;
const isText = (value: unknown): value is string => typeof value === 'string' && value.length <= LONGEST_NAME;
const isWhole = (value: unknown, most: number): boolean =>
  Number.isInteger(value) && (value as number) >= 0 && (value as number) <= most;

/** Without recursion: a hostile document may be nested a hundred thousand levels. */
function isDeeperThan(value: unknown, levels: number): boolean {
  let row: unknown[] = [value];
  for (let level = 0; level <= levels; level++) {
    row = row.flatMap((one) => (typeof one === 'object' && one !== null ? Object.values(one) : []));
    if (row.length === 0) return false;
  }
  return true;
}
