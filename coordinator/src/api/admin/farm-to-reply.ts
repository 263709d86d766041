import type { AdministeredAgent, FarmState } from '../../farm/index.js';
import type { PieceFacts } from '../../jobs/index.js';
import type { AgentDto, FarmStateDto } from './admin-farm.dto.js';

const timeOf = (date: Date | null): string | null => date?.toISOString() ?? null;

export function farmToReply({ pausedAt, pauseReason }: FarmState, pieces: PieceFacts): FarmStateDto {
  const all = pieces.hits + pieces.misses;
  const hitRate = all === 0 ? null : Math.round((pieces.hits / all) * 1000) / 1000;
  return {
    paused: pausedAt !== null,
    pausedAt: timeOf(pausedAt),
    reason: pauseReason,
    chunkCache: { ...pieces, hitRate },
  };
}

export function agentToReply(agent: AdministeredAgent): AgentDto {
  const { id, name, state, presence, drain, accepting, notAcceptingReason, windows, load } = agent;
  return {
    id,
    name,
    state,
    presence,
    labels: agent.inventory?.labels ?? [],
    engines: enginesOf(agent),
    drain,
    accepting,
    notAcceptingReason,
    windows,
    maintenanceUntil: timeOf(agent.maintenanceUntil),
    maintenanceNext: timeOf(agent.maintenanceNext),
    quarantines: agent.quarantines.map(({ engine, gate, until, orderIds, message }) => ({
      engine,
      state: gate,
      until: timeOf(until),
      failures: orderIds.length,
      message,
    })),
    wireVersion: agent.wireVersion,
    agentVersion: agent.agentVersion,
    load,
    diskFreeBytes: agent.diskFreeBytes,
    createdAt: agent.createdAt.toISOString(),
    seenAt: timeOf(agent.seenAt),
  };
}

function enginesOf({ slots, taken, capabilities }: AdministeredAgent): AgentDto['engines'] {
  const encoders = capabilities?.encoders ?? [];
  return slots.map(({ engine, count }) => ({
    engine,
    slots: count,
    taken: taken[engine] ?? 0,
    fps: encoders.find((one) => one.engine === engine && one.codec === 'h264' && one.available)?.fps ?? null,
  }));
}
