import { NEIGHBOUR_EVENTS, type EventMap, type EventName } from '../events/event-map.js';

/** One event on its way to the other coordinators. */
export type WakeUp = { [N in EventName]: [name: N, payload: EventMap[N]] }[EventName];

/**
 * What is told together. Of events that say the same only the newest is kept: a job that changed ten times is looked
 * at once, and one waiting order wakes as well as a hundred.
 */
export class WakeUpBatch {
  private readonly waiting = new Map<string, WakeUp>();

  get size(): number {
    return this.waiting.size;
  }

  add(wakeUp: WakeUp): void {
    const key = keyOf(wakeUp);
    this.waiting.delete(key);
    this.waiting.set(key, wakeUp);
  }

  /** Everything added so far, once. */
  take(): WakeUp[] {
    const taken = [...this.waiting.values()];
    this.waiting.clear();
    return taken;
  }
}

/** What another coordinator sent; undefined: nothing that this version understands. Its own words are left out. */
export function readWakeUps(text: string, ownId: string): WakeUp[] {
  try {
    const { from, events } = JSON.parse(text) as { from?: unknown; events?: unknown };
    if (from === ownId || !Array.isArray(events)) return [];
    return events.filter(isWakeUp);
  } catch {
    return [];
  }
}

export const writeWakeUps = (events: WakeUp[], ownId: string): string =>
  JSON.stringify({ from: ownId, events });

const isWakeUp = (event: unknown): event is WakeUp =>
  Array.isArray(event) &&
  NEIGHBOUR_EVENTS.some((name) => name === event[0]) &&
  typeof event[1] === 'object' &&
  event[1] !== null;

function keyOf([name, payload]: WakeUp): string {
  if (name === 'order.waiting') return name;
  if (name === 'job.changed') return `${name} ${payload.jobId}`;
  return `${name} ${JSON.stringify(payload)}`;
}
