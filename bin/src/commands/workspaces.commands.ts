import type { Command } from 'commander';
import type { AdminClient, Workspace } from '../api/admin-client.js';
import { CliError } from '../cli-error.js';
import { EXIT, type ExitCode } from '../exit-codes.js';
import { examples } from '../options.js';
import { adminCommand, adminGroup, shortTime, table, type Told } from './admin-command.js';
import { roleOption } from './users.commands.js';

interface Member {
  id: string;
  email: string;
  role: string;
}

/** `framefarm workspaces`: whose the videos, media and keys are. */
export function addWorkspaces(program: Command, finish: (code: ExitCode) => void): void {
  const group = adminGroup(program, 'workspaces', 'list, create, pause and remove workspaces');
  const command = <O extends object>(
    usage: string,
    description: string,
    work: Parameters<typeof adminCommand<O>>[4],
  ) => adminCommand<O>(group, usage, description, finish, work);
  command<{ search?: string }>('list', 'List the workspaces of the farm.', list).option(
    '--search <text>',
    'part of a name',
  );
  command<{ owner?: string }>('create <name>', 'Make a workspace.', create).option(
    '--owner <user>',
    'id or e-mail address of its first owner',
  );
  command('rename <workspace> <name>', 'Give a workspace another name.', rename);
  command('pause <workspace>', 'Let a workspace only be read; work under way goes on.', pause);
  command('resume <workspace>', 'Open a paused workspace again.', resume);
  command<{ yes: boolean }>('remove <workspace>', 'Remove a workspace with everything in it.', remove).option(
    '--yes',
    'really: its videos, media, keys and history are gone then',
    false,
  );
  command('members <workspace>', 'List the people of a workspace.', members);
  command<{ role: string }>(
    'add-member <workspace> <user>',
    'Put a person into a workspace.',
    addMember,
  ).addOption(roleOption('member'));
  command('remove-member <workspace> <user>', 'Take a person out of a workspace.', removeMember);
  examples(group, [
    'framefarm workspaces create "Studio North" --owner ada@example.com',
    'framefarm workspaces add-member "Studio North" bob@example.com --role admin',
    'framefarm workspaces pause "Studio North"',
    'framefarm workspaces remove "Studio North" --yes',
  ]);
}

async function list(farm: AdminClient, _: string[], { search }: { search?: string }): Promise<Told> {
  const workspaces = await farm.all<Workspace>('/workspaces', 'workspaces', { search });
  const rows = workspaces.map(({ id, name, paused, createdAt }) => [
    id,
    name,
    paused ? 'paused' : 'open',
    shortTime(createdAt),
  ]);
  return { lines: table(['ID', 'NAME', 'STATE', 'SINCE'], rows), json: { workspaces } };
}

async function create(farm: AdminClient, [name]: string[], { owner }: { owner?: string }): Promise<Told> {
  const ownerId = owner === undefined ? {} : { ownerId: (await farm.user(owner)).id };
  const workspace = await farm.send<Workspace>('POST', '/workspaces', { name, ...ownerId });
  return { lines: [workspace.id], json: workspace };
}

async function rename(farm: AdminClient, [word, name]: string[]): Promise<Told> {
  const { id, name: old } = await farm.workspace(word);
  const workspace = await farm.send<Workspace>('PATCH', `/workspaces/${id}`, { name });
  return { lines: [`${old} is called ${workspace.name} now.`], json: workspace };
}

const pause = (farm: AdminClient, words: string[]): Promise<Told> => setPaused(farm, words, true);
const resume = (farm: AdminClient, words: string[]): Promise<Told> => setPaused(farm, words, false);

async function setPaused(farm: AdminClient, [word]: string[], paused: boolean): Promise<Told> {
  const { id } = await farm.workspace(word);
  const workspace = await farm.send<Workspace>('PATCH', `/workspaces/${id}`, { paused });
  return { lines: [`${workspace.name} is ${paused ? 'paused' : 'open'}.`], json: workspace };
}

async function remove(farm: AdminClient, [word]: string[], { yes }: { yes: boolean }): Promise<Told> {
  const workspace = await farm.workspace(word);
  if (!yes)
    throw new CliError(
      `Nothing was removed. Everything in ${workspace.name} would be gone; add --yes.`,
      EXIT.usage,
    );
  await farm.send('DELETE', `/workspaces/${workspace.id}`);
  return { lines: [`${workspace.name} is removed.`], json: { id: workspace.id, removed: true } };
}

async function members(farm: AdminClient, [word]: string[]): Promise<Told> {
  const { id } = await farm.workspace(word);
  const workspace = await farm.send<Workspace & { members: Member[] }>('GET', `/workspaces/${id}`);
  const rows = workspace.members.map((member) => [member.id, member.email, member.role]);
  return { lines: table(['ID', 'E-MAIL', 'ROLE'], rows), json: { members: workspace.members } };
}

async function addMember(
  farm: AdminClient,
  [place, word = '']: string[],
  { role }: { role: string },
): Promise<Told> {
  const [workspace, user] = [await farm.workspace(place), await farm.user(word)];
  const member = await farm.send<Member>('POST', `/workspaces/${workspace.id}/members`, {
    userId: user.id,
    role,
  });
  return { lines: [`${member.email} is ${member.role} of ${workspace.name} now.`], json: member };
}

async function removeMember(farm: AdminClient, [place, word = '']: string[]): Promise<Told> {
  const [workspace, user] = [await farm.workspace(place), await farm.user(word)];
  await farm.send('DELETE', `/workspaces/${workspace.id}/members/${user.id}`);
  return {
    lines: [`${user.email} is no longer in ${workspace.name}.`],
    json: { id: user.id, removed: true },
  };
}
