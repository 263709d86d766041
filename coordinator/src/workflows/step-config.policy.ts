import type { Issue } from '@farm/shared/errors';
import { isObject } from '@farm/shared/lang';
import { piecesOf, readPath, readReference, type Reference } from './references.policy.js';
import { stepTypeFacts, type ConfigField } from './step-types.js';
import { isEmptyList, isWebUrl } from './variable-values.policy.js';
import type { Definition, Json } from './workflow.types.js';

const LONGEST_TEXT = 10_000;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i;

/** Problems of the config of step `index`, as far as they show before a run. */
export function configIssues(definition: Definition, index: number, path: string): Issue[] {
  const step = definition.steps[index];
  if (!step) return [];
  const facts = stepTypeFacts(step.type);
  const issues = [
    ...Object.entries(facts.config).flatMap(([name, field]) => {
      const value = Object.hasOwn(step.config, name) ? step.config[name] : undefined;
      const sentence = fieldProblem(field, value, { definition, index });
      return sentence === undefined ? [] : [problem(`${path}.${name}`, sentence)];
    }),
    ...referenceIssues(step.config, path, { definition, index }),
  ];
  const whole = issues.length === 0 ? stepProblem(definition, index) : undefined;
  return whole ? [problem(path, whole)] : issues;
}

interface Place {
  definition: Definition;
  index: number;
}

/** Checks again what a reference has become, before the step starts. */
export function resolvedIssues(definition: Definition, index: number, config: Json): Issue[] {
  const step = definition.steps[index];
  if (!step) return [];
  return Object.entries(stepTypeFacts(step.type).config).flatMap(([name, field]) => {
    const value = Object.hasOwn(config, name) ? config[name] : undefined;
    const sentence = fieldProblem(field, value, { definition, index }, true);
    return sentence === undefined ? [] : [problem(`config.${name}`, sentence)];
  });
}

/** The end of a sentence, or undefined. A text with a reference counts as right until it is resolved. */
function fieldProblem(
  { kind, required }: ConfigField,
  value: unknown,
  place: Place,
  resolved = false,
): string | undefined {
  if (value === undefined || value === null) return required ? 'is missing' : undefined;
  if (!resolved && typeof value === 'string' && piecesOf(value).some((piece) => 'inside' in piece))
    return ['variable', 'step'].includes(kind) ? 'must not be a reference' : undefined;
  if (required && typeof value === 'string' && value.trim() === '') return 'is empty';
  return CHECKS[kind](value, place);
}

type Check = (value: unknown, place: Place) => string | undefined;

const CHECKS: Record<ConfigField['kind'], Check> = {
  text: (value) => (isText(value) ? undefined : `must be a text of at most ${LONGEST_TEXT} characters`),
  url: (value) => (isWebUrl(value) ? undefined : 'must be an http(s) URL'),
  uuid: (value) => (typeof value === 'string' && UUID.test(value) ? undefined : 'must be a UUID'),
  object: (value) => (isObject(value) || isEmptyList(value) ? undefined : 'must be an object'),
  variable: isDeclared,
  variables: (value, place) => {
    if (!Array.isArray(value)) return 'must be a list of keys of variables';
    return value.map((key) => isDeclared(key, place)).find((sentence) => sentence !== undefined);
  },
  'fact-map': factMap,
  limits,
  step: (value, { index }) =>
    isEarlier(value, index) ? undefined : 'must be the index of an earlier step (0 is the first)',
  input: (value, place) => {
    if (typeof value === 'string' && !/^\d+$/.test(value))
      return isWebUrl(value) ? undefined : 'must be an http(s) URL or the index of an earlier step';
    return isEarlier(Number(value), place.index)
      ? undefined
      : 'must be the index of an earlier step (0 is the first)';
  },
  'asset-type': (value) =>
    ['image', 'video', 'audio', 'font'].includes(value as string)
      ? undefined
      : 'must be image, video, audio or font',
};

function isDeclared(key: unknown, { definition }: Place): string | undefined {
  return typeof key === 'string' && Object.hasOwn(definition.variables, key)
    ? undefined
    : `names ${JSON.stringify(key)?.slice(0, 80)}, which is no variable of this workflow`;
}

function factMap(value: unknown, place: Place): string | undefined {
  if (isEmptyList(value)) return undefined;
  if (!isObject(value)) return 'must be an object {variable: path}';
  for (const [key, paths] of Object.entries(value)) {
    const unknown = isDeclared(key, place);
    if (unknown) return unknown;
    const all: unknown[] = Array.isArray(paths) ? paths : [paths];
    if (all.length === 0 || !all.every((path) => typeof path === 'string' && readPath(path)?.length))
      return `has no readable path for ${key}; write "title" or "images[0]"`;
  }
  return undefined;
}

function limits(value: unknown, place: Place): string | undefined {
  if (isEmptyList(value)) return undefined;
  if (!isObject(value)) return 'must be an object {variable: most characters}';
  for (const [key, most] of Object.entries(value)) {
    const unknown = isDeclared(key, place);
    if (unknown) return unknown;
    if (!Number.isInteger(most) || (most as number) < 1) return `has no whole number from 1 on for ${key}`;
  }
  return undefined;
}

/** Every `{{…}}` in the config: it must be readable and point to something that is there by then. */
function referenceIssues(config: Json, path: string, place: Place): Issue[] {
  const issues: Issue[] = [];
  const walk = (value: unknown, at: string): void => {
    if (typeof value === 'string') {
      for (const piece of piecesOf(value)) {
        const sentence = 'inside' in piece ? referenceProblem(piece.inside, place) : undefined;
        if (sentence) issues.push(problem(at, sentence));
      }
    } else if (Array.isArray(value)) value.forEach((one, i) => walk(one, `${at}[${i}]`));
    else if (isObject(value))
      for (const [key, one] of Object.entries(value)) walk(one, `${at}.${key.slice(0, 70)}`);
  };
  walk(config, path);
  return issues;
}

function referenceProblem(inside: string, { definition, index }: Place): string | undefined {
  const shown = `{{${inside.slice(0, 80)}}}`;
  const reference = readReference(inside);
  if (typeof reference === 'string') return `holds ${shown}, which ${reference}`;
  return pointsNowhere(reference, definition, index, shown);
}

function pointsNowhere(
  reference: Reference,
  definition: Definition,
  index: number,
  shown: string,
): string | undefined {
  if (reference.kind === 'variable')
    return Object.hasOwn(definition.variables, reference.key)
      ? undefined
      : `holds ${shown}, which is no variable of this workflow`;
  const reachable = reference.index === 'previous' ? index > 0 : reference.index < index;
  return reachable ? undefined : `holds ${shown}, but there is no such earlier step`;
}

/** What concerns the step as a whole. */
function stepProblem({ steps }: Definition, index: number): string | undefined {
  const step = steps[index];
  const earlier = steps.slice(0, index);
  if (step?.type === 'upload_asset' && step.config.url == null && step.config.variable == null)
    return 'must have url or variable';
  if (step?.type === 'discover_variables')
    return aimed(step.config.from, earlier, (type) => type === 'crawl_url', 'a crawl_url step');
  if (step?.type === 'send_to_destination')
    return aimed(step.config.input, earlier, makesJob, 'a render or tool step');
  if (step?.type === 'apply_tool' && typeof step.config.input !== 'string')
    return aimed(
      step.config.input,
      earlier,
      (type) => stepTypeFacts(type).makesFile,
      'a step that makes a file',
    );
  return undefined;
}

export const makesJob = (type: string): boolean =>
  /^(render_template|render_videojson|apply_tool)$/.test(type);

function aimed(
  target: unknown,
  earlier: Definition['steps'],
  fits: (type: Definition['steps'][number]['type']) => boolean,
  wanted: string,
): string | undefined {
  if (target === undefined || target === null)
    return earlier.some(({ type }) => fits(type)) ? undefined : `needs ${wanted} before it`;
  const step = earlier[Number(target)];
  return step && fits(step.type) ? undefined : `must name ${wanted}`;
}

const isText = (value: unknown): boolean => typeof value === 'string' && value.length <= LONGEST_TEXT;
const isEarlier = (value: unknown, index: number): boolean =>
  Number.isInteger(value) && (value as number) >= 0 && (value as number) < index;
const problem = (path: string, sentence: string): Issue => ({ path, message: `${path} ${sentence}` });
