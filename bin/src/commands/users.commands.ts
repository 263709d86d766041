import { text } from 'node:stream/consumers';
import { Option, type Command } from 'commander';
import type { AdminClient, User } from '../api/admin-client.js';
import type { ExitCode } from '../exit-codes.js';
import { examples } from '../options.js';
import { adminCommand, adminGroup, shortTime, table, type Told } from './admin-command.js';

type WithPassword = User & { password: string };
interface PasswordOptions {
  passwordStdin: boolean;
}
interface AddOptions extends PasswordOptions {
  name?: string;
  workspace?: string;
  role: string;
}

export const roleOption = (fallback: string): Option =>
  new Option('--role <role>', 'role in the workspace')
    .choices(['owner', 'admin', 'member'])
    .default(fallback);

/** `framefarm users`: the people of a farm. */
export function addUsers(program: Command, finish: (code: ExitCode) => void): void {
  const group = adminGroup(program, 'users', 'list, add and disable people, reset passwords');
  const fromStdin = ['--password-stdin', 'read the password from standard input; else one is made'] as const;
  adminCommand<{ search?: string }>(group, 'list', 'List the people of the farm.', finish, list).option(
    '--search <text>',
    'part of a name or e-mail address',
  );
  adminCommand<AddOptions>(group, 'add <email>', 'Add a person; the password is printed once.', finish, add)
    .option('--name <name>', 'name of the person')
    .option('--workspace <workspace>', 'id or name of a workspace to put them in [the first one]')
    .addOption(roleOption('member'))
    .option(...fromStdin, false);
  adminCommand(group, 'disable <user>', 'Shut a person out at once; what they made stays.', finish, disable);
  adminCommand(group, 'enable <user>', 'Let a disabled person in again.', finish, enable);
  adminCommand<PasswordOptions>(
    group,
    'reset-password <user>',
    'Give a person another password, printed once; their logins end.',
    finish,
    resetPassword,
  ).option(...fromStdin, false);
  examples(group, [
    'framefarm users add ada@example.com --role admin',
    'framefarm users list --json | jq -r ".users[].email"',
    'framefarm users reset-password ada@example.com',
    'framefarm users disable ada@example.com',
  ]);
}

async function list(farm: AdminClient, _: string[], { search }: { search?: string }): Promise<Told> {
  const users = await farm.all<User>('/users', 'users', { search });
  const rows = users.map((user) => [
    user.id,
    user.email,
    user.name ?? '-',
    user.disabled ? 'disabled' : 'active',
    shortTime(user.createdAt),
  ]);
  return { lines: table(['ID', 'E-MAIL', 'NAME', 'STATE', 'SINCE'], rows), json: { users } };
}

async function add(farm: AdminClient, [email]: string[], options: AddOptions): Promise<Told> {
  const workspace = await farm.workspace(options.workspace);
  const { name, role } = options;
  const password = await passwordOf(options);
  const user = await farm.send<WithPassword>('POST', '/users', {
    email,
    ...(name === undefined ? {} : { name }),
    ...password,
    workspaceId: workspace.id,
    role,
  });
  const lines = [`${user.email} is ${role} of ${workspace.name} now.`];
  return { lines: [...lines, ...told(user, options)], json: user };
}

const disable = (farm: AdminClient, words: string[]): Promise<Told> => setDisabled(farm, words, true);
const enable = (farm: AdminClient, words: string[]): Promise<Told> => setDisabled(farm, words, false);

async function setDisabled(farm: AdminClient, [word = '']: string[], disabled: boolean): Promise<Told> {
  const { id } = await farm.user(word);
  const user = await farm.send<User>('PATCH', `/users/${id}`, { disabled });
  return { lines: [`${user.email} is ${disabled ? 'disabled' : 'enabled'}.`], json: user };
}

async function resetPassword(
  farm: AdminClient,
  [word = '']: string[],
  options: PasswordOptions,
): Promise<Told> {
  const { id } = await farm.user(word);
  const user = await farm.send<WithPassword>(
    'POST',
    `/users/${id}/reset-password`,
    await passwordOf(options),
  );
  const lines = [`${user.email} has another password; all logins have ended.`, ...told(user, options)];
  return { lines, json: user };
}

/** Never an argument: other people of the machine see those. */
async function passwordOf({ passwordStdin }: PasswordOptions): Promise<{ password?: string }> {
  return passwordStdin ? { password: (await text(process.stdin)).replace(/\r?\n$/, '') } : {};
}

const told = ({ password }: WithPassword, { passwordStdin }: PasswordOptions): string[] =>
  passwordStdin ? [] : [`Password, shown this once: ${password}`];
