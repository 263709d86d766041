import type { Issue } from '@farm/shared/errors';
import {
  PUBLIC_FIELDS,
  SECRET_FIELDS,
  type ConfigField,
  type Integration,
  type PlainConfig,
  type Provider,
  type PublicConfig,
  type SecretField,
} from './destination.types.js';
import { fieldProblem, tidyField } from './config-field.policy.js';

/** What stands for a stored secret in answers; sent back, it means "unchanged". */
export const MASK = '********';

interface Fields {
  required: readonly ConfigField[];
  optional: readonly ConfigField[];
}

const S3_FIELDS = ['bucket', 'accessKeyId', 'secretAccessKey'] as const;
const PLACES = ['publicUrl', 'pathPrefix'] as const;

/** Which fields a provider has. Others are dropped, so that a misspelt secret is never stored in clear. */
const FIELDS: Record<Provider, Fields> = {
  s3: { required: S3_FIELDS, optional: ['endpoint', 'region', ...PLACES] },
  r2: { required: ['endpoint', ...S3_FIELDS], optional: ['region', ...PLACES] },
  b2: { required: ['endpoint', ...S3_FIELDS], optional: ['region', ...PLACES] },
  wasabi: { required: S3_FIELDS, optional: ['endpoint', 'region', ...PLACES] },
  gcs: { required: ['bucket', 'gcsServiceAccountJson'], optional: ['gcsProjectId', ...PLACES] },
  azure: {
    required: ['azureAccountName', 'azureAccountKey', 'azureContainerName'],
    optional: ['endpoint', ...PLACES],
  },
  drive: {
    required: [],
    optional: ['driveFolderId', 'driveExpiresAt', 'driveAccessToken', 'driveRefreshToken', 'pathPrefix'],
  },
};

const fieldsOf = (provider: Provider): readonly ConfigField[] => [
  ...FIELDS[provider].required,
  ...FIELDS[provider].optional,
];

const isSecret = (field: ConfigField): field is SecretField =>
  (SECRET_FIELDS as readonly string[]).includes(field);

/** What a caller wrote: text sets a field, null clears it, absent (or a mask) leaves it. */
export type ConfigChange = Partial<Record<ConfigField, string | null>>;

/** A config as it came over the wire. Unknown fields are tolerated and dropped. */
export function readConfig(
  provider: Provider,
  raw: Record<string, unknown>,
  path: string,
): { change: ConfigChange; issues: Issue[] } {
  const change: ConfigChange = {};
  const issues: Issue[] = [];
  for (const field of fieldsOf(provider)) {
    const value = Object.hasOwn(raw, field) ? raw[field] : undefined;
    if (value === undefined || (isSecret(field) && value === MASK)) continue;
    const text = textOf(value);
    const problem = text === undefined ? 'must be a text' : text && fieldProblem(field, text);
    if (problem) issues.push({ path: join(path, field), message: `${join(path, field)} ${problem}` });
    else if (text !== undefined) change[field] = text === '' ? null : tidyField(field, text);
  }
  return { change, issues };
}

/** Google's key file may come as an object, a time as a number; null and blanks clear. */
function textOf(value: unknown): string | undefined {
  if (value === null) return '';
  if (typeof value === 'string') return value.trim();
  if (typeof value === 'number') return String(value);
  return typeof value === 'object' && !Array.isArray(value) ? JSON.stringify(value) : undefined;
}

/** Lays a change over what is stored. */
export function mergeConfig(stored: PlainConfig, change: ConfigChange): PlainConfig {
  const merged: PlainConfig = { ...stored };
  for (const [field, value] of Object.entries(change) as [ConfigField, string | null][])
    if (value === null) delete merged[field];
    else merged[field] = value;
  return merged;
}

/** One sentence for every required field that is missing. */
export function missingFields(provider: Provider, config: PlainConfig, path: string): Issue[] {
  return FIELDS[provider].required
    .filter((field) => !config[field])
    .map((field) => ({
      path: join(path, field),
      message: `${join(path, field)} is missing: ${provider} needs ${FIELDS[provider].required.join(', ')}`,
    }));
}

/** Divides what may be shown from what is sealed. */
export function splitConfig(config: PlainConfig): { open: PublicConfig; secret: Map<SecretField, string> } {
  const open: PublicConfig = {};
  for (const field of PUBLIC_FIELDS) if (config[field] !== undefined) open[field] = config[field];
  const secret = new Map(
    SECRET_FIELDS.flatMap((field) => {
      const value = config[field];
      return value === undefined ? [] : [[field, value] as const];
    }),
  );
  return { open, secret };
}

/** A config as it is answered: secrets that are stored show as the mask. */
export function maskedConfig({
  config,
  secrets,
}: Pick<Integration, 'config' | 'secrets'>): Record<string, string> {
  const masks = Object.fromEntries(Object.keys(secrets).map((field) => [field, MASK]));
  return { ...config, ...masks };
}

const join = (path: string, field: string): string => (path === '' ? field : `${path}.${field}`);

/** A config as it came, without the fields that only say "unchanged". */
export const unmasked = (config: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(config).filter(([, value]) => value !== MASK));
