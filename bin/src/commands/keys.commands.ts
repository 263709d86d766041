import type { Command } from 'commander';
import type { AdminClient, Key } from '../api/admin-client.js';
import type { ExitCode } from '../exit-codes.js';
import { examples } from '../options.js';
import { adminCommand, adminGroup, shortTime, table, type Told } from './admin-command.js';
import { roleOption } from './users.commands.js';

interface ListOptions {
  workspace?: string;
  all: boolean;
}
interface CreateOptions {
  name: string;
  workspace?: string;
  role: string;
}

/** `framefarm keys`: the API keys of all workspaces. */
export function addKeys(program: Command, finish: (code: ExitCode) => void): void {
  const group = adminGroup(program, 'keys', 'list, create and revoke API keys');
  adminCommand<ListOptions>(group, 'list', 'List the API keys of the farm.', finish, list)
    .option('--workspace <workspace>', 'only those of this workspace, id or name')
    .option('--all', 'revoked ones too', false);
  adminCommand<CreateOptions>(group, 'create', 'Make an API key; it is printed once.', finish, create)
    .option('--name <name>', 'what it is for', 'API key')
    .option('--workspace <workspace>', 'id or name of the workspace [the first one]')
    .addOption(roleOption('owner'));
  adminCommand(group, 'revoke <key>', 'Revoke a key, by its id or the key itself.', finish, revoke);
  examples(group, [
    'framefarm keys create --name ci --role member',
    'KEY=$(framefarm keys create --name ci --json | jq -r .apiKey)',
    'framefarm keys list --workspace "Studio North"',
    'framefarm keys revoke 018f6b1e-7c00-7000-8000-00000000000a',
  ]);
}

async function list(farm: AdminClient, _: string[], options: ListOptions): Promise<Told> {
  const workspace = options.workspace === undefined ? undefined : await farm.workspace(options.workspace);
  const all = options.all ? 'true' : undefined;
  const keys = await farm.all<Key>('/keys', 'keys', { workspaceId: workspace?.id, all });
  const rows = keys.map((key) => [
    key.id,
    key.prefix,
    key.name,
    key.role,
    key.workspaceId ?? 'not linked',
    key.revokedAt ? 'revoked' : shortTime(key.lastUsedAt),
  ]);
  return { lines: table(['ID', 'KEY', 'NAME', 'ROLE', 'WORKSPACE', 'LAST USED'], rows), json: { keys } };
}

async function create(
  farm: AdminClient,
  _: string[],
  { name, role, workspace }: CreateOptions,
): Promise<Told> {
  const { id: workspaceId } = await farm.workspace(workspace);
  const key = await farm.send<Key & { apiKey: string }>('POST', '/keys', { workspaceId, name, role });
  return { lines: [key.apiKey], json: key };
}

async function revoke(farm: AdminClient, [word = '']: string[]): Promise<Told> {
  const key = await farm.key(word);
  await farm.send('DELETE', `/keys/${key.id}`);
  return { lines: [`The key ${key.prefix}… (${key.name}) is revoked.`], json: { ...key, revoked: true } };
}
