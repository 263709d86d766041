import type { Issue } from '@farm/shared/errors';
import { isObject } from '@farm/shared/lang';
import { lookAlong, piecesOf, readReference, type Reference } from './references.policy.js';
import type { Json, RunStep } from './workflow.types.js';

/** An earlier step as references see it. */
export interface StepView extends Pick<
  RunStep,
  'index' | 'type' | 'status' | 'inputUrl' | 'outputKey' | 'renditionId' | 'metadata' | 'jobId'
> {
  /** A URL that works now. */
  outputUrl: string | null;
}

export interface Scope {
  variables: Json;
  /** The steps before the one that is resolved. */
  earlier: readonly StepView[];
}

/**
 * The config with every `{{…}}` replaced. A text that is one reference takes the value with its type; inside a longer
 * text it becomes words. What was put in is never looked at again, so a value that holds braces stays as it is. An
 * optional variable without a value makes its member go away, or an empty text inside a longer one.
 */
export function resolveConfig(config: Json, scope: Scope): { config: Json; issues: Issue[] } {
  const issues: Issue[] = [];
  const resolved = resolve(config, 'config', scope, issues);
  return { config: isObject(resolved) ? resolved : {}, issues };
}

function resolve(value: unknown, path: string, scope: Scope, issues: Issue[]): unknown {
  if (typeof value === 'string') return resolveText(value, path, scope, issues);
  if (Array.isArray(value))
    return value
      .map((one, i) => resolve(one, `${path}[${i}]`, scope, issues))
      .filter((one) => one !== undefined);
  if (!isObject(value)) return value;
  const entries = Object.entries(value).map(
    ([key, one]) => [key, resolve(one, `${path}.${key}`, scope, issues)] as const,
  );
  return Object.fromEntries(entries.filter(([, one]) => one !== undefined));
}

function resolveText(text: string, path: string, scope: Scope, issues: Issue[]): unknown {
  const pieces = piecesOf(text);
  const values = pieces.map((piece) =>
    'words' in piece ? piece.words : lookUp(piece.inside, path, scope, issues),
  );
  if (pieces.length === 1) return values[0];
  return values.map((value) => wordsOf(value, path, issues)).join('');
}

function lookUp(inside: string, path: string, scope: Scope, issues: Issue[]): unknown {
  const reference = readReference(inside);
  if (typeof reference === 'string') {
    issues.push({ path, message: `${path} holds {{${inside.slice(0, 80)}}}, which ${reference}` });
    return undefined;
  }
  if (reference.kind === 'variable')
    return Object.hasOwn(scope.variables, reference.key) ? scope.variables[reference.key] : undefined;
  const value = stepValue(reference, scope.earlier);
  if (value === undefined || value === null)
    issues.push({
      path,
      message: `${path} holds {{${inside.slice(0, 80)}}}, but that step has brought no such thing`,
    });
  return value;
}

type StepReference = Extract<Reference, { kind: 'step' }>;

/** `previous` is the nearest earlier step that has the member. */
function stepValue(reference: StepReference, earlier: readonly StepView[]): unknown {
  if (reference.index !== 'previous') {
    const step = earlier.find(({ index }) => index === reference.index);
    return step && memberOf(step, reference);
  }
  return earlier
    .filter(({ status }) => status === 'completed')
    .map((step) => memberOf(step, reference))
    .findLast((value) => value !== undefined && value !== null);
}

function memberOf(step: StepView, { member, path }: StepReference): unknown {
  if (member === 'metadata') return lookAlong(step.metadata, path);
  return step[member === 'url' ? 'outputUrl' : member];
}

function wordsOf(value: unknown, path: string, issues: Issue[]): string {
  if (value === undefined || value === null) return '';
  if (typeof value === 'object') {
    issues.push({
      path,
      message: `${path} puts a list or an object into a text; refer to one of its members`,
    });
    return '';
  }
  return String(value as string | number | boolean);
}
