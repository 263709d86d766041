import {
  MOST_LIVE_EVENTS,
  type LiveAgent,
  type LiveAttempt,
  type LiveJob,
  type LiveOrder,
  type LivePicture,
  type LiveQueue,
  type LiveScope,
} from '@farm/shared/live';
import type { AgentGlance } from '../../farm/index.js';
import type { AttemptGlance, JobGlance, OrderGlance, QueueCount } from '../../jobs/index.js';
import { averageSpeed, secondsLeft } from './speed.policy.js';
import type { World } from './world.types.js';

/** The part of the world that a scope may see: a workspace its own work and no machine, the farm everything. */
export function worldToPicture(world: World, scope: LiveScope): Omit<LivePicture, 'seq'> {
  const ofFarm = scope.kind === 'farm';
  const mine = <T extends { workspaceId: string | null }>(all: readonly T[]): T[] =>
    ofFarm ? [...all] : all.filter(({ workspaceId }) => workspaceId === scope.workspaceId);
  const { work } = world;
  return {
    scope,
    at: world.at.toISOString(),
    agents: ofFarm ? world.agents.map((agent) => agentOf(agent, world.taken)) : [],
    queue: mine(work.queue).map(queueOf),
    jobs: mine(work.jobs).map(jobOf),
    attempts: mine(work.attempts).map((attempt) => attemptOf(attempt, world, ofFarm)),
    orders: mine(work.orders).map(orderOf),
    events: mine(world.events).slice(-MOST_LIVE_EVENTS),
  };
}

function agentOf(agent: AgentGlance, taken: World['taken']): LiveAgent {
  const held = taken.filter(({ agentId }) => agentId === agent.id);
  return {
    id: agent.id,
    name: agent.name,
    presence: agent.presence,
    state: agent.state,
    drain: agent.drain,
    accepting: agent.accepting,
    notAcceptingReason: agent.accepting ? null : agent.notAcceptingReason,
    version: agent.agentVersion,
    slots: agent.slots.map(({ engine, count }) => ({
      engine,
      count,
      taken: held.find((one) => one.engine === engine)?.count ?? 0,
    })),
    cores: agent.inventory?.cores ?? null,
    memoryBytes: agent.inventory?.memoryBytes ?? null,
    gpus: agent.inventory?.gpus ?? [],
    labels: agent.inventory?.labels ?? [],
    load: agent.load,
    diskFreeBytes: agent.diskFreeBytes,
    vitals: agent.vitals,
  };
}

const queueOf = ({ workspaceId, lane, waiting, running, jobs, oldestWaitingAt }: QueueCount): LiveQueue => ({
  id: `${workspaceId}/${lane}`,
  workspaceId,
  lane,
  waiting,
  running,
  jobs,
  oldestWaitingAt: timeOf(oldestWaitingAt),
});

const jobOf = (job: JobGlance): LiveJob => ({
  id: job.id,
  workspaceId: job.workspaceId,
  name: job.name,
  kind: job.kind,
  state: job.state,
  stage: job.stage,
  progress: job.progress,
  width: job.width,
  height: job.height,
  priority: job.priority,
  createdAt: job.createdAt.toISOString(),
  startedAt: timeOf(job.startedAt),
});

function attemptOf(attempt: AttemptGlance, { speeds, at }: World, ofFarm: boolean): LiveAttempt {
  const { framesDone, framesTotal, phase } = attempt;
  const lately = speeds.get(attempt.id)?.fps ?? averageSpeed(framesDone, attempt.createdAt, at);
  const fps = phase === 'rendering' ? lately : null;
  return {
    id: attempt.id,
    jobId: attempt.jobId,
    orderId: attempt.orderId,
    workspaceId: attempt.workspaceId,
    kind: attempt.kind,
    engine: attempt.engine,
    agentId: ofFarm ? attempt.agentId : null,
    state: attempt.state,
    phase,
    percent: attempt.percent,
    framesDone,
    framesTotal,
    fps: fps === null ? null : Math.round(fps * 10) / 10,
    etaSeconds: secondsLeft(fps, framesDone, framesTotal),
    startedAt: attempt.createdAt.toISOString(),
  };
}

const orderOf = (order: OrderGlance): LiveOrder => ({
  id: order.id,
  jobId: order.jobId,
  workspaceId: order.workspaceId,
  kind: order.kind,
  lane: order.lane,
  state: order.state,
  range: rangeOf(order.payload),
  tries: order.lastToken,
  failures: order.failures,
  createdAt: order.createdAt.toISOString(),
  finishedAt: timeOf(order.finishedAt),
});

/** Orders about a part of a film say which in their payload: `range` with first frame and the one after the last. */
function rangeOf(payload: { range?: { from?: unknown; to?: unknown } }): LiveOrder['range'] {
  const { from, to } = payload.range ?? {};
  return Number.isInteger(from) && Number.isInteger(to) ? { from: Number(from), to: Number(to) } : null;
}

const timeOf = (at: Date | null): string | null => at?.toISOString() ?? null;
