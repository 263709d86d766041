import { Injectable, type OnModuleInit } from '@nestjs/common';
import { AgentGlances, type AgentGlance } from '../../farm/index.js';
import { OverviewService, PieceCache, type QueueCount } from '../../jobs/index.js';
import { Clock } from '../../platform/clock.js';
import { EventBus } from '../../platform/events/event-bus.js';
import { Metrics } from '../../platform/metrics/metrics.js';
import { DeliveriesService } from '../../webhooks/index.js';
import { LiveFeed } from '../live/live-feed.service.js';

const LANES = ['render', 'io'] as const;

/** Gauges of the whole farm, read from the ledger when somebody scrapes; all coordinators of a farm say the same. */
@Injectable()
export class LedgerMetrics implements OnModuleInit {
  private readonly up;
  private readonly jobs;
  private readonly jobsEnded;
  private readonly waiting;
  private readonly oldest;
  private readonly agents;
  private readonly slots;
  private readonly taken;
  private readonly deliveries;
  private readonly watchers;
  private readonly kept;
  private readonly keptBytes;
  private readonly pieces;

  constructor(
    private readonly metrics: Metrics,
    private readonly overview: OverviewService,
    private readonly glances: AgentGlances,
    private readonly webhooks: DeliveriesService,
    private readonly feed: LiveFeed,
    private readonly cache: PieceCache,
    private readonly events: EventBus,
    private readonly clock: Clock,
  ) {
    this.up = metrics.gauge('framefarm_ledger_up', '1: the last scrape could read the database.');
    this.jobs = metrics.gauge('framefarm_jobs', 'Jobs that have not ended.', ['kind', 'state']);
    this.jobsEnded = metrics.counter('framefarm_jobs_ended_total', 'Jobs that ended here.', ['state']);
    this.waiting = metrics.gauge('framefarm_orders_waiting', 'Work orders that wait for an agent.', ['lane']);
    this.oldest = metrics.gauge(
      'framefarm_orders_oldest_waiting_seconds',
      'Age of the order that waits longest; 0 when none waits.',
      ['lane'],
    );
    this.agents = metrics.gauge('framefarm_agents', 'Agents of the farm.', ['presence', 'state']);
    this.slots = metrics.gauge('framefarm_slots', 'Slots of the agents that are online.', ['engine']);
    this.taken = metrics.gauge('framefarm_slots_taken', 'Slots whose attempt holds a lease.', ['engine']);
    this.deliveries = metrics.gauge('framefarm_webhooks_pending', 'Webhook deliveries that are still tried.');
    this.watchers = metrics.gauge('framefarm_live_watchers', 'Open lines of the live feed here.', ['scope']);
    this.kept = metrics.gauge('framefarm_chunks_kept', 'Pieces of films that later renders may use.');
    this.keptBytes = metrics.gauge('framefarm_chunks_kept_bytes', 'Bytes of the kept pieces.');
    this.pieces = metrics.gauge('framefarm_chunks', 'Pieces of the renders in the ledger.', ['cache']);
  }

  onModuleInit(): void {
    this.events.on('job.finished', ({ state }) => this.jobsEnded.inc({ state }));
    this.metrics.onScrape(() => this.look());
  }

  private async look(): Promise<void> {
    const { farm, workspace } = this.feed.watchers();
    this.watchers.set({ scope: 'farm' }, farm);
    this.watchers.set({ scope: 'workspace' }, workspace);
    this.up.set(0);
    this.setQueue(await this.overview.queue());
    this.setAgents(await this.glances.all(), await this.overview.taken());
    const unfinished = await this.overview.unfinished();
    this.jobs.reset();
    for (const { kind, state, count } of unfinished) this.jobs.set({ kind, state }, count);
    this.deliveries.set(await this.webhooks.pending());
    await this.lookAtCache();
    this.up.set(1);
  }

  private async lookAtCache(): Promise<void> {
    const { pieces, bytes, hits, misses } = await this.cache.facts();
    this.kept.set(pieces);
    this.keptBytes.set(bytes);
    this.pieces.set({ cache: 'hit' }, hits);
    this.pieces.set({ cache: 'miss' }, misses);
  }

  private setQueue(queue: QueueCount[]): void {
    for (const lane of LANES) {
      const mine = queue.filter((one) => one.lane === lane);
      const oldest = Math.min(...mine.map(({ oldestWaitingAt }) => oldestWaitingAt?.getTime() ?? Infinity));
      this.waiting.set(
        { lane },
        mine.reduce((sum, { waiting }) => sum + waiting, 0),
      );
      const age = Number.isFinite(oldest) ? (this.clock.now() - oldest) / 1000 : 0;
      this.oldest.set({ lane }, Math.max(0, age));
    }
  }

  private setAgents(agents: AgentGlance[], taken: { engine: string; count: number }[]): void {
    this.agents.reset();
    this.slots.reset();
    this.taken.reset();
    for (const { presence, state, slots } of agents) {
      this.agents.inc({ presence, state });
      if (presence !== 'online') continue;
      for (const { engine, count } of slots) {
        this.slots.inc({ engine }, count);
        this.taken.inc({ engine }, 0);
      }
    }
    for (const { engine, count } of taken) this.taken.set({ engine }, count);
  }
}
