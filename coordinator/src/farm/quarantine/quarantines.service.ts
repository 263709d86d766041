import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import type { SlotEngine } from '@farm/shared/wire';
import type { Room } from '../../jobs/index.js';
import { Clock } from '../../platform/clock.js';
import { EventBus } from '../../platform/events/event-bus.js';
import type { EventMap } from '../../platform/events/event-map.js';
import { InjectLogger, type Logger } from '../../platform/logger.js';
import { afterFailure, gate, isForgiven, speaksOfHardware, type Quarantine } from './quarantine.policy.js';
import { QuarantinesRepository } from './quarantines.repository.js';

/**
 * Engines that keep failing on an agent are left alone for a while, and only there. The ledger keeps it; for agents
 * that are connected here it is also in memory, so that an engine in good health costs no question.
 */
@Injectable()
export class QuarantinesService implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly known = new Map<string, Map<SlotEngine, Quarantine>>();
  private undo: (() => void)[] = [];
  /** Reads and writes of the ledger follow one another, so that what is read is never older than what is known. */
  private turn: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly rows: QuarantinesRepository,
    private readonly events: EventBus,
    private readonly clock: Clock,
    @InjectLogger() private readonly logger: Logger,
  ) {}

  onApplicationBootstrap(): void {
    this.undo = [
      this.events.on('attempt.ended', (ended) => this.note(ended)),
      this.events.on('agent.gone', ({ agentId }) => void this.known.delete(agentId)),
    ];
  }

  onApplicationShutdown(): void {
    for (const undo of this.undo) undo();
  }

  /**
   * What the ledger says of agents that are connected here: before one is offered anything, and when another coordinator
   * may have written.
   */
  load(agentIds: readonly string[]): Promise<void> {
    return this.inTurn(async () => {
      const found = await this.rows.byAgent(agentIds);
      for (const agentId of agentIds) this.learn(agentId, found.get(agentId) ?? []);
    });
  }

  private learn(agentId: string, found: readonly Quarantine[]): void {
    const before = [...(this.known.get(agentId)?.keys() ?? [])];
    if (found.length === 0) this.known.delete(agentId);
    else this.known.set(agentId, new Map(found.map((one) => [one.engine, one])));
    const isLifted = before.some((engine) => !this.known.get(agentId)?.has(engine));
    if (isLifted) void this.events.emit('agent.available', { agentId });
  }

  /** The rooms that may be used now: none of an engine that is shut off, one slot of one on trial. */
  openRooms(agentId: string, rooms: readonly Room[]): readonly Room[] {
    const known = this.known.get(agentId);
    if (!known) return rooms;
    const now = this.clock.now();
    return rooms.flatMap((room) => {
      const state = gate(known.get(room.engine), now);
      if (state === 'shut') return [];
      return [state === 'trial' ? { ...room, slots: 1 } : room];
    });
  }

  /** Until when an engine of an agent that is connected here gets no work; null: it gets some. */
  shutUntil(agentId: string, engine: SlotEngine): Date | null {
    const known = this.known.get(agentId)?.get(engine);
    return gate(known, this.clock.now()) === 'shut' ? (known?.until ?? null) : null;
  }

  all(): Promise<Map<string, Quarantine[]>> {
    return this.rows.byAgent();
  }

  /** The operator says that the engine is well again, wherever the agent is. True when something was held against it. */
  async lift(agentId: string, engine: SlotEngine): Promise<boolean> {
    const lifted = await this.inTurn(() => this.forget(agentId, engine));
    if (lifted) void this.events.emit('agent.changed', { agentId });
    return lifted;
  }

  private async forget(agentId: string, engine: SlotEngine): Promise<boolean> {
    this.known.get(agentId)?.delete(engine);
    const forgotten = await this.rows.forget(agentId, engine);
    if (forgotten) void this.events.emit('agent.available', { agentId });
    return forgotten;
  }

  private note(ended: EventMap['attempt.ended']): Promise<void> | undefined {
    const { agentId, engine, failure } = ended;
    // Most attempts end well on engines in good health: they cost nothing here.
    const matters = failure ? speaksOfHardware(engine, failure.code) : this.known.get(agentId)?.has(engine);
    return matters ? this.inTurn(() => this.judge(ended)) : undefined;
  }

  private async judge({ agentId, engine, orderId, failure }: EventMap['attempt.ended']): Promise<void> {
    const known = this.known.get(agentId)?.get(engine);
    const now = this.clock.now();
    if (!failure) {
      if (known && isForgiven(known, now)) await this.forget(agentId, engine);
      return;
    }
    const next = afterFailure(known, { engine, orderId, message: failure.message }, now);
    const engines = this.known.get(agentId) ?? new Map<SlotEngine, Quarantine>();
    this.known.set(agentId, engines.set(engine, next));
    await this.rows.save(agentId, next, new Date(now));
    if (gate(next, now) === 'shut')
      this.logger.warn({ agentId, engine, until: next.until, level: next.level }, 'engine quarantined');
  }

  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.turn.then(work);
    this.turn = done.catch(() => undefined);
    return done;
  }
}
