import { fits, type BatchWish, type Room } from '../jobs/index.js';
import type { AgentSession } from './agent-sessions.js';

/** What of a session says which orders it may have. */
type Able = Pick<AgentSession, 'agentId' | 'maxWidth' | 'maxHeight' | 'labels'>;

/** An agent that could take an order on any of these engines, best first. */
export interface Seeker<S extends Able = AgentSession> {
  session: S;
  rooms: Room[];
}

/** Agents that may have the same orders on the engine that each asks for now; their order stays. */
export function alike<S extends Able>(seekers: readonly Seeker<S>[]): Seeker<S>[][] {
  const kinds = new Map<string, Seeker<S>[]>();
  for (const seeker of seekers) {
    const { maxWidth, maxHeight, labels } = seeker.session;
    const [room] = seeker.rooms;
    const made = [...(room?.makes ?? [])].sort();
    const key = JSON.stringify([room?.engine, made, maxWidth, maxHeight, [...labels].sort()]);
    const kind = kinds.get(key);
    if (kind) kind.push(seeker);
    else kinds.set(key, [seeker]);
  }
  return [...kinds.values()];
}

/** The same agent, asking for its next engine. */
export const nextRoom = <S extends Able>({ session, rooms }: Seeker<S>): Seeker<S> => ({
  session,
  rooms: rooms.slice(1),
});

/** What a batch of agents that are alike asks for; `available`: every agent that takes work now. */
export function wishOf<S extends Able>(batch: readonly Seeker<S>[], available: readonly Able[]): BatchWish {
  const [first] = batch;
  const room = first?.rooms[0];
  if (!first || !room) throw new Error('A batch has agents, and each of them an engine.');
  const { maxWidth, maxHeight, labels } = first.session;
  // Only agents that could do everything that these can: an order kept for them is in good hands.
  const able = available.filter((other) =>
    fits({ width: maxWidth, height: maxHeight }, { width: other.maxWidth, height: other.maxHeight }),
  );
  return {
    ...{ engine: room.engine, makes: room.makes, maxWidth, maxHeight, labels },
    seats: batch.map(({ session, rooms }) => ({ agentId: session.agentId, slots: rooms[0]?.slots ?? 0 })),
    ableAgents: able.map(({ agentId }) => agentId),
    ableLabels: [...new Set(able.flatMap((other) => other.labels))],
  };
}
