import type { Command } from 'commander';
import type { AdminClient, Agent, MaintenanceWindow } from '../api/admin-client.js';
import { CliError } from '../cli-error.js';
import { EXIT, type ExitCode } from '../exit-codes.js';
import { examples } from '../options.js';
import { adminCommand, adminGroup, shortTime, table, type Told } from './admin-command.js';

/** `framefarm agents`: the machines of the farm. */
export function addAgents(program: Command, finish: (code: ExitCode) => void): void {
  const group = adminGroup(program, 'agents', 'list, drain, measure and remove the agents');
  const command = <O extends object>(
    usage: string,
    description: string,
    work: Parameters<typeof adminCommand<O>>[4],
  ) => adminCommand<O>(group, usage, description, finish, work);
  command('list', 'List the agents, what they do and what keeps them from it.', list);
  command<{ now: boolean }>('drain <agent>', 'Give an agent no new work; what runs ends.', drain).option(
    '--now',
    'give back what runs, too',
    false,
  );
  command('resume <agent>', 'Give a drained agent work again.', resume);
  command<WindowOptions>('windows <agent>', 'Set or show the maintenance windows of an agent.', windows)
    .option(
      '--start <cron>',
      'when it begins, e.g. "0 3 * * 1-5"; several times for several windows',
      collect,
    )
    .option('--minutes <n>', 'how long it lasts', '60')
    .option('--time-zone <name>', 'of the cron expression', 'UTC')
    .option('--none', 'remove all windows', false);
  command('probe <agent>', 'Have an agent measure its encoders anew.', probe);
  command('lift <agent> <engine>', 'Use an engine again that failed too often.', lift);
  command<{ yes: boolean }>('remove <agent>', 'End the membership of an agent.', remove).option(
    '--yes',
    'really: it must join anew to come back',
    false,
  );
  examples(group, [
    'framefarm agents list',
    'framefarm agents drain rack-3 && framefarm agents resume rack-3',
    'framefarm agents windows rack-3 --start "0 3 * * 1-5" --minutes 90 --time-zone Europe/Berlin',
    'framefarm agents lift rack-3 nvenc',
  ]);
}

interface WindowOptions {
  start?: string[];
  minutes: string;
  timeZone: string;
  none: boolean;
}
const collect = (one: string, before: string[] = []): string[] => [...before, one];

async function list(farm: AdminClient): Promise<Told> {
  const agents = await farm.all<Agent>('/agents', 'agents');
  const rows = agents.map((agent) => [
    agent.id,
    agent.name,
    agent.state === 'revoked' ? 'removed' : agent.presence,
    agent.engines.map(({ engine, slots, taken }) => `${engine} ${taken}/${slots}`).join(' ') || '-',
    agent.labels.join(',') || '-',
    troubleOf(agent) || '-',
  ]);
  return { lines: table(['ID', 'NAME', 'STATE', 'TAKEN', 'LABELS', 'BUT'], rows), json: { agents } };
}

/** What keeps an agent from working, in a few words. */
function troubleOf({ drain, maintenanceUntil, accepting, notAcceptingReason, quarantines }: Agent): string {
  const shut = quarantines.filter(({ state }) => state !== 'open');
  return [
    ...(drain ? [drain === 'now' ? 'drained' : 'drains'] : []),
    ...(maintenanceUntil ? [`maintenance until ${shortTime(maintenanceUntil)}`] : []),
    ...(accepting || drain || maintenanceUntil ? [] : [notAcceptingReason ?? 'takes no work']),
    ...shut.map(({ engine, state, until }) =>
      state === 'trial' ? `${engine} on trial` : `${engine} shut until ${shortTime(until)}`,
    ),
  ].join('; ');
}

async function change(farm: AdminClient, word: string | undefined, body: object): Promise<Agent> {
  const { id } = await farm.agent(word ?? '');
  return farm.send<Agent>('PATCH', `/agents/${id}`, body);
}

async function drain(farm: AdminClient, [word]: string[], { now }: { now: boolean }): Promise<Told> {
  const agent = await change(farm, word, { drain: now ? 'now' : 'finish' });
  const what = now ? 'gives back what runs' : 'ends what runs';
  return { lines: [`${agent.name} gets no new work and ${what}.`], json: agent };
}

async function resume(farm: AdminClient, [word]: string[]): Promise<Told> {
  const agent = await change(farm, word, { drain: 'off' });
  return { lines: [`${agent.name} gets work again.`], json: agent };
}

async function windows(farm: AdminClient, [word = '']: string[], options: WindowOptions): Promise<Told> {
  const { start = [], minutes, timeZone, none } = options;
  const wanted = start.map((one) => ({ start: one, minutes: Number(minutes), timeZone }));
  const agent =
    none || wanted.length > 0 ? await change(farm, word, { windows: wanted }) : await farm.agent(word);
  const lines = agent.windows.map(
    (one: MaintenanceWindow) => `${one.start}  ${one.minutes} minutes  ${one.timeZone ?? 'UTC'}`,
  );
  const next = agent.maintenanceNext
    ? [`The next one opens at ${shortTime(agent.maintenanceNext)} UTC.`]
    : [];
  return {
    lines: lines.length > 0 ? [...lines, ...next] : [`${agent.name} has no maintenance windows.`],
    json: { windows: agent.windows, maintenanceNext: agent.maintenanceNext },
  };
}

async function probe(farm: AdminClient, [word = '']: string[]): Promise<Told> {
  const { id, name } = await farm.agent(word);
  await farm.send('POST', `/agents/${id}/probe`);
  return {
    lines: [`${name} measures its encoders anew; \`framefarm agents list\` shows the result.`],
    json: { id },
  };
}

async function lift(farm: AdminClient, [word = '', engine = '']: string[]): Promise<Told> {
  const { id, name } = await farm.agent(word);
  await farm.send('DELETE', `/agents/${id}/quarantines/${encodeURIComponent(engine)}`);
  return { lines: [`${engine} of ${name} is used again.`], json: { id, engine } };
}

async function remove(farm: AdminClient, [word = '']: string[], { yes }: { yes: boolean }): Promise<Told> {
  const { id, name } = await farm.agent(word);
  if (!yes)
    throw new CliError(`Nothing was removed. ${name} would have to join anew; add --yes.`, EXIT.usage);
  await farm.send('DELETE', `/agents/${id}`);
  return { lines: [`${name} is removed; what it did runs elsewhere.`], json: { id, removed: true } };
}
