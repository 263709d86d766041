import type { Command } from 'commander';
import type { AdminClient, DeadLetter, FarmState } from '../api/admin-client.js';
import type { ExitCode } from '../exit-codes.js';
import { examples } from '../options.js';
import { adminCommand, adminGroup, shortTime, table, type Told } from './admin-command.js';

/** `framefarm farm`: the switch of the whole farm. */
export function addFarm(program: Command, finish: (code: ExitCode) => void): void {
  const group = adminGroup(program, 'farm', 'pause and resume the whole farm');
  adminCommand(group, 'status', 'Is the farm paused?', finish, status);
  adminCommand<{ reason?: string }>(
    group,
    'pause',
    'Take renders and begin none; what runs goes on.',
    finish,
    pause,
  ).option('--reason <text>', 'shown to those who wait');
  adminCommand(group, 'resume', 'Begin renders again.', finish, resume);
  examples(group, ['framefarm farm pause --reason "new disks"', 'framefarm farm resume']);
}

/** `framefarm dead-letters`: what was given up. */
export function addDeadLetters(program: Command, finish: (code: ExitCode) => void): void {
  const group = adminGroup(program, 'dead-letters', 'list what the farm gave up, and try it again');
  adminCommand<{ code?: string; workspace?: string }>(
    group,
    'list',
    'List the work orders that were given up, newest first.',
    finish,
    list,
  )
    .option('--code <code>', 'only those with this reason, e.g. timed-out')
    .option('--workspace <workspace>', 'only those of this workspace, id or name');
  adminCommand(group, 'retry <id...>', 'Do the same work again as new jobs.', finish, retry);
  examples(group, [
    'framefarm dead-letters list --code timed-out',
    'framefarm dead-letters retry 018f6b1e-7c00-7000-8000-00000000000a',
  ]);
}

const told = (state: FarmState): Told => ({
  lines: [
    state.paused
      ? `The farm is paused since ${shortTime(state.pausedAt)} UTC${state.reason ? `: ${state.reason}` : ''}.`
      : 'The farm works.',
  ],
  json: state,
});

const status = async (farm: AdminClient): Promise<Told> => told(await farm.send('GET', '/farm'));
const pause = async (farm: AdminClient, _: string[], { reason }: { reason?: string }): Promise<Told> =>
  told(await farm.send('PATCH', '/farm', { paused: true, ...(reason === undefined ? {} : { reason }) }));
const resume = async (farm: AdminClient): Promise<Told> =>
  told(await farm.send('PATCH', '/farm', { paused: false }));

async function list(
  farm: AdminClient,
  _: string[],
  { code, workspace }: { code?: string; workspace?: string },
): Promise<Told> {
  const workspaceId = workspace === undefined ? undefined : (await farm.workspace(workspace)).id;
  const deadLetters = await farm.all<DeadLetter>('/dead-letters', 'deadLetters', { code, workspaceId });
  const rows = deadLetters.map((letter) => [
    letter.id,
    shortTime(letter.failedAt),
    letter.kind,
    letter.code,
    letter.retriedAs ? 'tried again' : '-',
    letter.name,
    letter.message,
  ]);
  return {
    lines: table(['ID', 'FAILED', 'KIND', 'CODE', 'SINCE THEN', 'NAME', 'WHY'], rows),
    json: { deadLetters },
  };
}

/** Commander gives the ids of `<id...>` as one list, which `adminCommand` writes with commas. */
async function retry(farm: AdminClient, words: string[]): Promise<Told> {
  const jobs: { id: string; jobId: string }[] = [];
  for (const id of words.flatMap((word) => word.split(',')))
    jobs.push({
      id,
      ...(await farm.send<{ jobId: string }>('POST', `/dead-letters/${encodeURIComponent(id)}/retry`)),
    });
  return { lines: jobs.map(({ id, jobId }) => `${id} is done again as job ${jobId}.`), json: { jobs } };
}
