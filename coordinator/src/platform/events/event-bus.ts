import { Injectable } from '@nestjs/common';
import type { Tx } from '../database/transaction.js';
import { InjectLogger, type Logger } from '../logger.js';
import type { EventMap, EventName } from './event-map.js';

type Listener<N extends EventName> = (payload: EventMap[N], tx?: Tx) => void | Promise<void>;

/**
 * Typed events inside this process. Given the open transaction, listeners work in it and their failure undoes it
 * (outbox pattern); without one they are told after the fact and a failing listener is logged and changes nothing.
 */
@Injectable()
export class EventBus {
  private readonly listeners = new Map<EventName, Set<Listener<never>>>();

  constructor(@InjectLogger() private readonly logger: Logger) {}

  on<N extends EventName>(name: N, listener: Listener<N>): () => void {
    const set = this.listeners.get(name) ?? new Set();
    set.add(listener as Listener<never>);
    this.listeners.set(name, set);
    return () => set.delete(listener as Listener<never>);
  }

  async emit<N extends EventName>(name: N, payload: EventMap[N], tx?: Tx): Promise<void> {
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
