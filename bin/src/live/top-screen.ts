import type { LiveAgent, LiveAttempt, LiveEvent, LiveJob, LiveOrder, LivePicture } from '@farm/shared/live';
import { table } from '../commands/admin-command.js';
import { sizeText } from '../output.js';

/** How much of each part is shown. */
const MOST = { agents: 20, attempts: 20, jobs: 10, events: 8 } as const;
const BAR_CELLS = 20;

/** The picture as lines of text. Pure: the terminal is somebody else's. */
export function topScreen(picture: LivePicture, now: Date): string[] {
  const agents = new Map(picture.agents.map(({ id, name }) => [id, name]));
  const jobs = new Map(picture.jobs.map((job) => [job.id, job]));
  return [
    headline(picture, now),
    ...section('AGENTS', picture.agents, MOST.agents, agentRows),
    ...section('RUNNING', picture.attempts, MOST.attempts, (some) => attemptRows(some, agents, jobs)),
    ...section('JOBS', picture.jobs, MOST.jobs, (some) => jobRows(some, picture.orders)),
    ...section('LATELY', [...picture.events].reverse(), MOST.events, eventRows),
  ];
}

function headline({ scope, agents, queue, attempts }: LivePicture, now: Date): string {
  const sum = (lane: string, what: 'jobs' | 'waiting'): number =>
    queue.filter((one) => one.lane === lane).reduce((all, one) => all + one[what], 0);
  const oldest = queue.flatMap(({ oldestWaitingAt }) => oldestWaitingAt ?? []).sort()[0];
  const online = agents.filter(({ presence }) => presence === 'online').length;
  return [
    scope.kind === 'farm' ? 'farm' : `workspace ${scope.workspaceId.slice(0, 8)}`,
    ...(scope.kind === 'farm' ? [`${online} of ${agents.length} agents online`] : []),
    `${attempts.length} running`,
    `${sum('render', 'jobs')} renders and ${sum('io', 'waiting')} transfers wait`,
    ...(oldest ? [`the oldest for ${duration((now.getTime() - Date.parse(oldest)) / 1000)}`] : []),
    now.toISOString().slice(11, 19),
  ].join(' · ');
}

/** A heading, its rows, and how many were left out; nothing where there is nothing. */
function section<T>(title: string, all: T[], most: number, rows: (some: T[]) => string[]): string[] {
  if (all.length === 0) return [];
  const more = all.length > most ? [`… and ${all.length - most} more`] : [];
  return ['', title, ...rows(all.slice(0, most)), ...more];
}

function agentRows(agents: LiveAgent[]): string[] {
  return table(
    ['name', 'state', 'slots', 'cpu', 'memory', 'disk free', 'heat', 'gpu'],
    agents.map((agent) => [
      agent.name,
      stateOf(agent),
      agent.slots.map(({ engine, taken, count }) => `${engine} ${taken}/${count}`).join(' '),
      percent(agent.vitals?.cpuPercent),
      share(agent.vitals?.memoryUsedBytes, agent.vitals?.memoryTotalBytes),
      agent.diskFreeBytes === null ? '-' : sizeText(agent.diskFreeBytes),
      heat(agent.vitals?.cpuTemperature),
      gpuText(agent),
    ]),
  );
}

function stateOf({ presence, state, drain, accepting }: LiveAgent): string {
  if (presence !== 'online') return presence;
  if (drain) return `drains (${drain})`;
  return accepting ? state : 'takes no work';
}

function gpuText({ gpus, vitals }: LiveAgent): string {
  const measured = vitals?.gpus ?? [];
  return (
    gpus
      .map(({ model }, index) => {
        const one = measured[index];
        return [model, one && percent(one.utilisationPercent), one && heat(one.temperature)]
          .filter((part) => part && part !== '-')
          .join(' ');
      })
      .join(', ') || '-'
  );
}

function attemptRows(
  attempts: LiveAttempt[],
  agents: Map<string, string>,
  jobs: Map<string, LiveJob>,
): string[] {
  return table(
    ['job', 'what', 'agent', 'engine', 'progress', 'frames', 'fps', 'left'],
    attempts.map((one) => [
      cut(jobs.get(one.jobId)?.name ?? one.jobId, 28),
      `${one.kind}${one.phase ? ` ${one.phase}` : ''}`,
      agents.get(one.agentId ?? '') ?? '-',
      one.engine,
      `${bar(one.percent)} ${one.percent}%`,
      one.framesTotal > 0 ? `${one.framesDone}/${one.framesTotal}` : '-',
      one.fps === null ? '-' : one.fps.toFixed(1),
      one.etaSeconds === null ? '-' : duration(one.etaSeconds),
    ]),
  );
}

function jobRows(jobs: LiveJob[], orders: LiveOrder[]): string[] {
  return table(
    ['job', 'state', 'size', 'progress', 'pieces'],
    jobs.map((job) => [
      cut(job.name, 28),
      job.stage,
      `${job.width}x${job.height}`,
      `${job.progress}%`,
      pieces(orders.filter(({ jobId }) => jobId === job.id)),
    ]),
  );
}

/** One letter for each piece, in the order of the film: done, running, waiting, failed. */
function pieces(orders: LiveOrder[]): string {
  const sorted = orders
    .filter(({ range, state }) => range !== null && state !== 'cancelled')
    .sort((a, b) => (a.range?.from ?? 0) - (b.range?.from ?? 0));
  return sorted.map(({ state }) => PIECE[state] ?? '?').join('') || '-';
}
const PIECE: Record<string, string> = { done: '#', running: '>', waiting: '.', failed: 'x' };

const eventRows = (events: LiveEvent[]): string[] =>
  table(
    ['when', 'what', 'who'],
    events.map(({ at, kind, name, jobId, agentId }) => [
      at.slice(11, 19),
      kind.replace('.', ' '),
      cut(name || (jobId ?? agentId ?? ''), 40),
    ]),
  );

const bar = (value: number): string => {
  const full = Math.round((value / 100) * BAR_CELLS);
  return `${'█'.repeat(full)}${'░'.repeat(BAR_CELLS - full)}`;
};
const percent = (value: number | undefined): string => (value === undefined ? '-' : `${Math.round(value)}%`);
const share = (part: number | undefined, whole: number | undefined): string =>
  part === undefined || !whole ? '-' : percent((part / whole) * 100);
const heat = (value: number | undefined): string => (value === undefined ? '-' : `${Math.round(value)}°C`);
const cut = (text: string, most: number): string =>
  text.length <= most ? text : `${text.slice(0, most - 1)}…`;

/** `12 s`, `3 min 05 s`, `2 h 10 min`. */
function duration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const two = (value: number): string => String(value).padStart(2, '0');
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${two(whole % 60)} s`;
  return `${Math.floor(whole / 3600)} h ${two(Math.floor((whole % 3600) / 60))} min`;
}
