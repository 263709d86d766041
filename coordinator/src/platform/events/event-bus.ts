import { Injectable } from '@nestjs/common';
import type { Tx } from '../database/transaction.js';
import { InjectLogger, type Logger } from '../logger.js';
import { NEIGHBOUR_EVENTS, type EventMap, type EventName } from './event-map.js';

type Listener<N extends EventName> = (payload: EventMap[N], tx?: Tx) => void | Promise<void>;
type Teller = <N extends EventName>(name: N, payload: EventMap[N]) => void;

/**
 * Typed events inside this process. Given the open transaction, listeners work in it and their failure undoes it
 * (outbox pattern); without one they are told after the fact and a failing listener is logged and changes nothing.
 * Some are told to the other coordinators too (NEIGHBOUR_EVENTS), which hear them as if they were their own.
 */
@Injectable()
export class EventBus {
  private readonly listeners = new Map<EventName, Set<Listener<never>>>();
  private teller: Teller | undefined;

  constructor(@InjectLogger() private readonly logger: Logger) {}

  on<N extends EventName>(name: N, listener: Listener<N>): () => void {
    const set = this.listeners.get(name) ?? new Set();
    set.add(listener as Listener<never>);
    this.listeners.set(name, set);
    return () => set.delete(listener as Listener<never>);
  }

  /** Who carries events to the other coordinators. */
  onTold(teller: Teller): () => void {
    this.teller = teller;
    return () => (this.teller = undefined);
  }

  async emit<N extends EventName>(name: N, payload: EventMap[N], tx?: Tx): Promise<void> {
    if (!tx && NEIGHBOUR_EVENTS.some((told) => told === name)) this.teller?.(name, payload);
    await this.run(name, payload, tx);
  }

  /** Another coordinator emitted this: listeners here are told, and nobody else. */
  async hear<N extends EventName>(name: N, payload: EventMap[N]): Promise<void> {
    await this.run(name, payload);
  }

  private async run<N extends EventName>(name: N, payload: EventMap[N], tx?: Tx): Promise<void> {
    for (const listener of this.listeners.get(name) ?? []) {
      try {
        await (listener as Listener<N>)(payload, tx);
      } catch (error) {
        if (tx) throw error;
        this.logger.error({ err: error, event: name }, 'a listener of a domain event failed');
      }
    }
  }
}
