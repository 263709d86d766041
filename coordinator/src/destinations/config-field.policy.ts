import type { ConfigField } from './destination.types.js';
import { prefixProblem, tidyPrefix } from './path-prefix.policy.js';

const LONGEST = 2000;
const LONGEST_KEY_FILE = 20_000;

/** Names that become parts of host names and paths are held to what the providers allow. */
const SHAPES: Partial<Record<ConfigField, [RegExp, string]>> = {
  bucket: [/^[A-Za-z0-9][\w.-]{0,221}$/, 'must be the name of a bucket, without slashes'],
  region: [/^[A-Za-z0-9-]{1,64}$/, 'must be the name of a region, such as us-east-1 or auto'],
  azureAccountName: [/^[a-z0-9-]{3,24}$/, 'must be 3 to 24 small letters and digits'],
  azureContainerName: [/^(\$root|[a-z0-9](-?[a-z0-9])+)$/, 'must be the name of a container'],
  driveFolderId: [/^[\w-]{1,200}$/, 'must be the id of a folder, the last part of its address'],
};

/** What is wrong with the text of a field, or undefined. */
export function fieldProblem(field: ConfigField, text: string): string | undefined {
  if (text.length > (field === 'gcsServiceAccountJson' ? LONGEST_KEY_FILE : LONGEST)) return 'is too long';
  const shape = SHAPES[field];
  if (shape && !shape[0].test(text)) return shape[1];
  switch (field) {
    case 'endpoint':
    case 'publicUrl':
      return urlProblem(text);
    case 'pathPrefix':
      return prefixProblem(text);
    case 'gcsServiceAccountJson':
      return keyFileProblem(text);
    default:
      return undefined;
  }
}

/** The form in which a field is stored. */
export function tidyField(field: ConfigField, text: string): string {
  if (field === 'pathPrefix') return tidyPrefix(text);
  if (field === 'endpoint' || field === 'publicUrl') return withScheme(text).replace(/\/+$/, '');
  return text;
}

const withScheme = (text: string): string =>
  /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `https://${text}`;

function urlProblem(text: string): string | undefined {
  const url = URL.canParse(withScheme(text)) ? new URL(withScheme(text)) : undefined;
  if (!url || !/^https?:$/.test(url.protocol)) return 'must be an http or https URL';
  if (url.username !== '' || url.password !== '') return 'may hold no user name and no password';
  return url.search === '' && url.hash === '' ? undefined : 'may hold no ? and no #';
}

export interface ServiceAccount {
  clientEmail: string;
  privateKey: string;
  projectId: string | undefined;
}

/**
 * The parts of Google's key file that we use. Only `service_account`: the other kinds name files and addresses of
 * their own from which a client library would read.
 */
export function readKeyFile(text: string): ServiceAccount | undefined {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return undefined;
  }
  const { type, client_email, private_key, project_id } = (json ?? {}) as Record<string, unknown>;
  if (type !== 'service_account' || typeof client_email !== 'string' || typeof private_key !== 'string')
    return undefined;
  if (!/^[^@\s]+@[^@\s]+$/.test(client_email)) return undefined;
  return {
    clientEmail: client_email,
    privateKey: private_key,
    projectId: typeof project_id === 'string' ? project_id : undefined,
  };
}

const keyFileProblem = (text: string): string | undefined =>
  readKeyFile(text)
    ? undefined
    : 'must be the whole JSON key of a service account (type, client_email, private_key)';
