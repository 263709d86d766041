import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CliError } from '../cli-error.js';
import { EXIT } from '../exit-codes.js';

export interface Credentials {
  url: string;
  apiKey: string;
}

export interface CredentialOptions {
  url?: string | undefined;
  key?: string | undefined;
  /** Data folder of a farm on this machine. */
  data: string;
}

/** Options first, then FRAMEFARM_API_URL and FRAMEFARM_API_KEY, then what `framefarm up` left in its data folder. */
export async function findCredentials(
  options: CredentialOptions,
  env: NodeJS.ProcessEnv = process.env,
): Promise<Credentials> {
  const file = join(options.data, 'credentials.json');
  const left = await readCredentials(file);
  const url = options.url ?? env['FRAMEFARM_API_URL'] ?? left?.url;
  const apiKey = options.key ?? env['FRAMEFARM_API_KEY'] ?? left?.apiKey;
  if (!url || !apiKey)
    throw new CliError(
      `${url ? 'No API key' : 'No farm'} is known: start one with \`framefarm up\`, or give --url and --key ` +
        `(FRAMEFARM_API_URL, FRAMEFARM_API_KEY). ${file} was looked at too.`,
      EXIT.configuration,
    );
  return { url: checkedUrl(url), apiKey };
}

export interface AdminOptions {
  url?: string | undefined;
  adminSecret?: string | undefined;
  data: string;
}

/** For the operator: options, then FRAMEFARM_API_URL and FRAMEFARM_ADMIN_SECRET, then the data folder. */
export async function findAdmin(
  options: AdminOptions,
  env: NodeJS.ProcessEnv = process.env,
): Promise<{ url: string; adminSecret: string; workspaceId: string | undefined }> {
  const left = await readCredentials(join(options.data, 'credentials.json'));
  const url = options.url ?? env['FRAMEFARM_API_URL'] ?? left?.url;
  const adminSecret =
    options.adminSecret ??
    env['FRAMEFARM_ADMIN_SECRET'] ??
    (await readText(join(options.data, 'admin-secret')));
  if (!url || !adminSecret)
    throw new CliError(
      `${url ? 'No admin secret' : 'No farm'} is known: start one with \`framefarm up\`, or give --url and ` +
        `--admin-secret (FRAMEFARM_API_URL, FRAMEFARM_ADMIN_SECRET). ${options.data} was looked into too.`,
      EXIT.configuration,
    );
  return { url: checkedUrl(url), adminSecret: adminSecret.trim(), workspaceId: left?.workspaceId };
}

function checkedUrl(url: string): string {
  if (!/^https?:\/\/[^/\s]+/.test(url))
    throw new CliError(`${url} is not an http or https address.`, EXIT.configuration);
  return url.replace(/\/+$/, '');
}

async function readCredentials(
  file: string,
): Promise<Partial<Credentials & { workspaceId: string }> | undefined> {
  const text = await readText(file);
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text) as Partial<Credentials>;
  } catch {
    throw new CliError(`${file} is not JSON; remove it and start the farm again.`, EXIT.configuration);
  }
}

async function readText(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new CliError(`${file} cannot be read: ${(error as Error).message}.`, EXIT.configuration);
  }
}
