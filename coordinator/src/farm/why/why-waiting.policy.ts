import { engineSchema, type SlotEngine } from '@farm/shared/wire';
import { covers, fits, laneOf, type Lane } from '../../jobs/index.js';

export type WaitCode =
  | 'scheduled'
  | 'backoff'
  | 'farm-paused'
  | 'workspace-paused'
  | 'no-agents'
  | 'missing-label'
  | 'no-capable-agent'
  | 'engine-quarantined'
  | 'maintenance'
  | 'agents-not-accepting'
  | 'all-slots-taken'
  | 'workspace-cap'
  | 'behind-own-work'
  | 'behind-other-workspaces'
  | 'starting';

export interface WaitReason {
  code: WaitCode;
  message: string;
}

export interface WaitingOrder {
  lane: Lane;
  width: number;
  height: number;
  excludedEngines: readonly string[];
  requires: readonly string[];
  needs: readonly string[];
  /** 0: it was never given to an agent. */
  lastToken: number;
  failures: number;
  notBefore: Date;
}

export interface AgentRoom {
  accepting: boolean;
  /** End of its maintenance window; null: none is open. */
  maintenanceUntil: Date | null;
  labels: readonly string[];
  maxWidth: number;
  maxHeight: number;
  rooms: readonly AgentEngine[];
}

interface AgentEngine {
  engine: SlotEngine;
  slots: number;
  taken: number;
  makes: readonly string[];
  shutUntil: Date | null;
}

export interface WaitFacts {
  order: WaitingOrder;
  agents: readonly AgentRoom[];
  /** Orders of the same workspace that go first. */
  ahead: number;
  /** Renders of the workspace that run now, and how many may at once (0: no cap). */
  running: number;
  cap: number;
  /** Other workspaces with waiting work that were served less so far. */
  servedLess: number;
  /** Since when nothing is offered to anybody, or nothing of this workspace; null: it is. */
  farmPaused: { at: Date; reason: string | null } | null;
  workspacePaused: boolean;
  now: Date;
}

/** Why an order waits, the most telling reason first; never empty. */
export function whyWaiting(facts: WaitFacts): WaitReason[] {
  const { order, agents, now } = facts;
  const held = onHold(facts);
  if (held.length > 0) return held;
  if (order.notBefore > now) return [order.lastToken === 0 ? scheduled(order) : backoff(order)];
  if (agents.length === 0)
    return [
      { code: 'no-agents', message: 'No agent is connected to the farm; start one with `framefarm agent`.' },
    ];
  const labelled = agents.filter(({ labels }) => order.requires.every((label) => labels.includes(label)));
  if (labelled.length === 0) return [missingLabel(order, agents)];
  const able = labelled.filter((agent) => usable(agent, order).length > 0);
  if (able.length === 0) return [incapable(order, labelled)];
  const well = able.filter((agent) => usable(agent, order).some(({ shutUntil }) => shutUntil === null));
  if (well.length === 0) return [quarantined(able, order)];
  const open = well.filter(({ accepting, maintenanceUntil }) => accepting && maintenanceUntil === null);
  if (open.length === 0) return [closed(well)];
  const reasons = [...ownLimits(facts), ...queue(facts, open)];
  return reasons.length > 0
    ? reasons
    : [{ code: 'starting', message: 'Its turn has come; it is being offered to an agent.' }];
}

/** What somebody has stopped on purpose. */
function onHold({ order, farmPaused, workspacePaused }: WaitFacts): WaitReason[] {
  const reasons: WaitReason[] = [];
  if (farmPaused) {
    const why = farmPaused.reason ? `: ${farmPaused.reason}` : '';
    const message = `The operator has paused the farm since ${farmPaused.at.toISOString()}${why}.`;
    reasons.push({ code: 'farm-paused', message });
  }
  if (workspacePaused && order.lane === 'render')
    reasons.push({ code: 'workspace-paused', message: 'The operator has paused this workspace.' });
  return reasons;
}

function scheduled({ notBefore }: WaitingOrder): WaitReason {
  return { code: 'scheduled', message: `It is not to begin before ${notBefore.toISOString()}.` };
}

function missingLabel({ requires }: WaitingOrder, agents: readonly AgentRoom[]): WaitReason {
  const nowhere = requires.filter((label) => !agents.some(({ labels }) => labels.includes(label)));
  const message =
    nowhere.length > 0
      ? `It needs the ${nowhere.length === 1 ? 'label' : 'labels'} ${nowhere.join(', ')}, which no connected agent has.`
      : `It needs the labels ${requires.join(', ')}, which no connected agent has together.`;
  return { code: 'missing-label', message };
}

function backoff({ failures, notBefore }: WaitingOrder): WaitReason {
  const tried = failures > 0 ? `It was tried ${count(failures, 'time')} and failed; ` : '';
  return { code: 'backoff', message: `${tried}the next try is at ${notBefore.toISOString()}.` };
}

function incapable(order: WaitingOrder, agents: readonly AgentRoom[]): WaitReason {
  const { lane, width, height, excludedEngines } = order;
  if (agents.some((agent) => usable(agent, { ...order, needs: [] }).length > 0))
    return unmakeable(order, agents);
  const what = lane === 'io' ? 'move files' : `render ${width}x${height}`;
  const left = engineSchema.options.filter((engine) => !excludedEngines.includes(engine));
  const by =
    lane === 'io' || excludedEngines.length === 0 ? '' : ` with ${left.join(' or ') || 'any engine'}`;
  return { code: 'no-capable-agent', message: `No connected agent can ${what}${by}.` };
}

/** Agents could make something of this size, but not in this format. */
function unmakeable({ needs }: WaitingOrder, agents: readonly AgentRoom[]): WaitReason {
  const made = new Set(agents.flatMap(({ rooms }) => rooms.flatMap(({ makes }) => makes)));
  const missing = needs.filter((name) => !made.has(name));
  const message =
    missing.length > 0
      ? `No connected agent can make ${missing.join(' or ')}: the ffmpeg of every one lacks a working encoder for it.`
      : `No connected agent can make ${needs.join(' with ')} on one engine.`;
  return { code: 'no-capable-agent', message };
}

function quarantined(able: readonly AgentRoom[], order: WaitingOrder): WaitReason {
  const shut = able.flatMap((agent) => usable(agent, order)).filter(({ shutUntil }) => shutUntil !== null);
  const engines = [...new Set(shut.map(({ engine }) => engine))].join(', ');
  const first = Math.min(...shut.map(({ shutUntil }) => shutUntil?.getTime() ?? Infinity));
  return {
    code: 'engine-quarantined',
    message: `What could do this (${engines}) failed too often and is tried again at ${new Date(first).toISOString()}.`,
  };
}

/** Agents that could and do not: because of their windows when it is that, else because they drain or are full. */
function closed(able: readonly AgentRoom[]): WaitReason {
  const ends = able.flatMap(({ maintenanceUntil }) => (maintenanceUntil ? [maintenanceUntil.getTime()] : []));
  const could = `${count(able.length, 'agent')} could do this, but none takes work now`;
  if (ends.length === 0)
    return { code: 'agents-not-accepting', message: `${could}: they drain, or their disks are full.` };
  const until = new Date(Math.min(...ends)).toISOString();
  return { code: 'maintenance', message: `${could}: a maintenance window is open until ${until}.` };
}

function ownLimits({ order, running, cap, ahead }: WaitFacts): WaitReason[] {
  const reasons: WaitReason[] = [];
  if (cap > 0 && order.lane === 'render' && running >= cap)
    reasons.push({
      code: 'workspace-cap',
      message: `This workspace runs ${running} of the ${cap} renders that it may at once.`,
    });
  if (ahead > 0)
    reasons.push({
      code: 'behind-own-work',
      message: `${count(ahead, 'order')} of this workspace ${ahead === 1 ? 'goes' : 'go'} first.`,
    });
  return reasons;
}

function queue({ order, servedLess }: WaitFacts, open: readonly AgentRoom[]): WaitReason[] {
  const rooms = open.flatMap((agent) => usable(agent, order)).filter(({ shutUntil }) => shutUntil === null);
  const free = rooms.some(({ slots, taken }) => taken < slots);
  if (free) return [];
  const slots = rooms.reduce((sum, room) => sum + room.slots, 0);
  const reasons: WaitReason[] = [
    {
      code: 'all-slots-taken',
      message: `All ${count(slots, 'slot')} that fit are taken, on ${count(open.length, 'agent')}.`,
    },
  ];
  if (servedLess > 0)
    reasons.push({
      code: 'behind-other-workspaces',
      message: `${count(servedLess, 'other workspace')} with waiting work ${servedLess === 1 ? 'was' : 'were'} served less so far and ${servedLess === 1 ? 'goes' : 'go'} first.`,
    });
  return reasons;
}

function usable({ rooms, maxWidth, maxHeight }: AgentRoom, order: WaitingOrder) {
  if (!fits(order, { width: maxWidth, height: maxHeight })) return [];
  return rooms.filter(
    ({ engine, makes }) =>
      laneOf(engine) === order.lane && !order.excludedEngines.includes(engine) && covers(makes, order.needs),
  );
}

const count = (n: number, what: string): string => `${n} ${what}${n === 1 ? '' : 's'}`;
