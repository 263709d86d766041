import type { Issue } from '@farm/shared/errors';
import { keysIn } from './fill-document.policy.js';
import { COLOR, readVariables } from './read-variables.policy.js';
import {
  PLATFORMS,
  VARIABLE_TYPES,
  type Platform,
  type TemplateDefinition,
  type TemplateVariable,
} from './template.types.js';

export type ReadTemplate = { ok: true; template: TemplateDefinition } | { ok: false; issues: Issue[] };
type Bag = Record<string, unknown>;
type Report = (path: string, message: string) => undefined;

const SLUG = /^[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?$/;
const KEY = /^[A-Za-z][A-Za-z0-9_]{0,63}$/;
const MOST_VARIABLES = 100;
/** Deeper than any scene; what walks over documents calls itself once for each level. */
const MOST_DEPTH = 64;

/** A template that a customer sends; `id` may be given by the address instead, or come from the name. */
export function readTemplate(body: unknown, id?: string): ReadTemplate {
  const given: Bag = isBag(body) ? body : {};
  const issues: Issue[] = [];
  const report: Report = (path, message) => void issues.push({ path, message: `${path} ${message}.` });
  const name = text(given.name, 'name', 200, report, true);
  const template: TemplateDefinition = {
    id: readId(id ?? given.id ?? slugOf(name), report),
    name,
    description: text(given.description, 'description', 2000, report),
    platform: readPlatform(given.platform, report),
    accentColor: readColor(given.accentColor, report),
    icon: text(given.icon, 'icon', 64, report) || 'sparkles',
    variablesSchema: readSchema(given.variablesSchema ?? [], report),
    defaultConfig: isBag(given.defaultConfig) ? given.defaultConfig : null,
    document: readDocument(given.document, report),
  };
  for (const key of keysIn(template.document))
    if (!template.variablesSchema.some((variable) => variable.key === key))
      report('document', `uses {{${key}}}, which variablesSchema does not declare`);
  return issues.length > 0 ? { ok: false, issues } : { ok: true, template };
}

function readId(id: unknown, report: Report): string {
  if (typeof id === 'string' && SLUG.test(id)) return id;
  report('id', 'must be a slug of at most 64 small letters, digits and hyphens, such as my-intro');
  return '';
}

const slugOf = (name: string): string =>
  name
    .toLowerCase()
    .normalize('NFKD')
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 60)
    .replace(/^-+|-+$/g, '');

function readPlatform(given: unknown, report: Report): Platform {
  const platform = PLATFORMS.find((one) => one === (given ?? 'general'));
  if (platform) return platform;
  report('platform', `must be one of ${PLATFORMS.join(', ')}`);
  return 'general';
}

function readColor(given: unknown, report: Report): string {
  if (given === undefined || given === null) return '#4f46e5';
  if (typeof given === 'string' && COLOR.test(given)) return given;
  report('accentColor', 'must be a colour such as #4f46e5');
  return '';
}

function readDocument(given: unknown, report: Report): Bag {
  if (isBag(given) && !isDeeper(given, MOST_DEPTH)) return given;
  if (isBag(given)) report('document', `is nested deeper than ${MOST_DEPTH} levels`);
  else report('document', 'is missing: send the VideoJSON with its {{placeholders}}');
  return {};
}

function readSchema(given: unknown, report: Report): TemplateVariable[] {
  if (!Array.isArray(given) || given.length > MOST_VARIABLES) {
    report('variablesSchema', `must be a list of at most ${MOST_VARIABLES} variables`);
    return [];
  }
  const schema = given.map((entry: unknown, index) =>
    readVariable(isBag(entry) ? entry : {}, `variablesSchema[${index}]`, report),
  );
  const keys = schema.map(({ key }) => key);
  const twice = keys.find((key, index) => key !== '' && keys.indexOf(key) !== index);
  if (twice) report('variablesSchema', `declares ${twice} twice`);
  return schema;
}

function readVariable(entry: Bag, path: string, report: Report): TemplateVariable {
  const key = typeof entry.key === 'string' && KEY.test(entry.key) ? entry.key : '';
  if (key === '') report(`${path}.key`, 'must be a name of letters, digits and _, such as title');
  const type = VARIABLE_TYPES.find((one) => one === (entry.type ?? 'string'));
  if (!type) report(`${path}.type`, `must be one of ${VARIABLE_TYPES.join(', ')}`);
  const variable: TemplateVariable = {
    key,
    label: text(entry.label, `${path}.label`, 200, report) || key,
    type: type ?? 'string',
    required: entry.required === true,
    ...words(entry, path, report),
    ...numbers(entry, path, report),
  };
  return withDefault(variable, entry.default, path, report);
}

function words(entry: Bag, path: string, report: Report): Partial<TemplateVariable> {
  const placeholder = text(entry.placeholder, `${path}.placeholder`, 500, report);
  const description = text(entry.description, `${path}.description`, 1000, report);
  const { options } = entry;
  const listed = Array.isArray(options) && options.every((one) => typeof one === 'string') ? options : [];
  if (options !== undefined && options !== null && listed.length === 0)
    report(`${path}.options`, 'must be a list of texts');
  return {
    ...(placeholder === '' ? {} : { placeholder }),
    ...(description === '' ? {} : { description }),
    ...(entry.format === 'color' ? { format: 'color' as const } : {}),
    ...(listed.length === 0 ? {} : { options: listed }),
  };
}

function numbers(entry: Bag, path: string, report: Report): Partial<TemplateVariable> {
  const read: Partial<TemplateVariable> = {};
  for (const name of ['min', 'max', 'maxLength'] as const) {
    const value = entry[name];
    if (value === undefined || value === null) continue;
    if (typeof value === 'number' && Number.isFinite(value)) read[name] = value;
    else report(`${path}.${name}`, 'must be a number');
  }
  return read;
}

/** A default must be a value that a customer could give. */
function withDefault(
  variable: TemplateVariable,
  given: unknown,
  path: string,
  report: Report,
): TemplateVariable {
  if (given === undefined || given === null || variable.key === '') return variable;
  const { values, issues } = readVariables([{ ...variable, required: false }], { [variable.key]: given });
  const value = values.get(variable.key);
  for (const { message } of issues)
    report(`${path}.default`, message.replace(/^\S+ /, '').replace(/\.$/, ''));
  return value === undefined ? variable : { ...variable, default: value };
}

function text(given: unknown, path: string, most: number, report: Report, required = false): string {
  if (given === undefined || given === null || given === '') {
    if (required) report(path, 'is missing');
    return '';
  }
  if (typeof given === 'string' && given.length <= most) return given;
  report(path, `must be text of at most ${most} characters`);
  return '';
}

/** Level by level, because whoever nests a million lists means the call stack. */
function isDeeper(node: object, most: number): boolean {
  let level: object[] = [node];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > most) return true;
    level = level.flatMap((one) =>
      Object.values(one).filter((value): value is object => typeof value === 'object' && value !== null),
    );
  }
  return false;
}

const isBag = (value: unknown): value is Bag =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
