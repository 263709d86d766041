import type { WorkOrder } from '../job.types.js';

export type Seatable = Pick<WorkOrder, 'id' | 'failedOn' | 'notBefore'>;

/**
 * Which agent gets which order: the first order the first agent, and so on; an order that failed on an agent goes to
 * another one, as long as another able one is left and it has not been kept for others too long. An order for which
 * no seat is left goes on waiting.
 */
export function seat<O extends Seatable>(
  orders: readonly O[],
  agents: readonly string[],
  { able, keptForOthersSince }: { able: readonly string[]; keptForOthersSince: Date },
): { order: O; agentId: string }[] {
  const free = [...agents];
  return orders.flatMap((order) => {
    const index = free.findIndex((agentId) => suits(order, agentId, able, keptForOthersSince));
    return index < 0 ? [] : free.splice(index, 1).map((agentId) => ({ order, agentId }));
  });
}

function suits(order: Seatable, agentId: string, able: readonly string[], since: Date): boolean {
  const { failedOn, notBefore } = order;
  if (!failedOn.includes(agentId) || notBefore.getTime() <= since.getTime()) return true;
  return able.length <= failedOn.length && able.every((other) => failedOn.includes(other));
}
