import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { Clock } from '../clock.js';
import { MasterKey } from '../crypto/master-key.js';
import { EventBus } from '../events/event-bus.js';
import type { EventMap, EventName } from '../events/event-map.js';
import { RedisLink } from '../redis/redis-link.js';
import { Neighbours } from './neighbours.js';
import { readWakeUps, WakeUpBatch, writeWakeUps, type WakeUp } from './wake-up-batch.js';

/** Events are gathered for so long: a fleet's progress becomes a few messages a second. */
const GATHER_MS = 10;

/**
 * Carries events between coordinators over Redis, so that nobody waits for a poll. A wake-up is never the truth: one
 * that gets lost, or a Redis that is away, costs the poll's seconds and nothing else.
 */
@Injectable()
export class WakeUps implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly batch = new WakeUpBatch();
  private readonly channel: string;
  private undo: () => void = () => undefined;

  constructor(
    private readonly redis: RedisLink,
    private readonly neighbours: Neighbours,
    private readonly events: EventBus,
    private readonly clock: Clock,
    masterKey: MasterKey,
  ) {
    // Farms that share a Redis do not hear each other.
    this.channel = `framefarm:${masterKey.derive('wake-ups').toString('hex').slice(0, 16)}`;
  }

  onApplicationBootstrap(): void {
    if (!this.redis.client) return;
    this.undo = this.events.onTold((name, payload) => this.gather(name, payload));
    this.redis.listen(this.channel, (text) => this.hear(text));
  }

  onApplicationShutdown(): void {
    this.undo();
  }

  private gather<N extends EventName>(name: N, payload: EventMap[N]): void {
    if (this.neighbours.alone) return;
    if (this.batch.size === 0) this.clock.after(GATHER_MS, () => this.send());
    this.batch.add([name, payload] as unknown as WakeUp);
  }

  private send(): void {
    const text = writeWakeUps(this.batch.take(), this.neighbours.id);
    // Away: the polls of the others find what changed.
    this.redis.client?.publish(this.channel, text).catch(() => undefined);
  }

  private hear(text: string): void {
    for (const [name, payload] of readWakeUps(text, this.neighbours.id))
      void this.events.hear(name, payload as never);
  }
}
