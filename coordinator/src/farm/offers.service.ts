import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { FAILURES, type CoordinatorAck, type Failure } from '@farm/shared/wire';
import {
  attemptRef,
  AttemptsService,
  DispatcherService,
  laneOf,
  OrderComposer,
  SourceGone,
  type Lane,
  type Lease,
  type OfferRefusal,
  type Room,
} from '../jobs/index.js';
import { Clock, type StopTimer } from '../platform/clock.js';
import { EventBus } from '../platform/events/event-bus.js';
import { InjectLogger, type Logger } from '../platform/logger.js';
import { AgentSessions, type AgentSession } from './agent-sessions.js';
import { QuarantinesService } from './quarantine/quarantines.service.js';
import { ranked, TROUBLED_MS } from './ranking.policy.js';
import { OfferMeters } from './offer-meters.js';
import { alike, nextRoom, wishOf, type Seeker } from './seekers.policy.js';

/** Safety net under the events: whatever got lost between a commit and its event waits no longer than this. */
const SLOW_POLL_MS = 2000;
/** Agents that are served in one transaction. */
const BATCH = 64;
/** After a refusal the agent is left alone for so long. */
const PAUSE_MS = 500;

/**
 * Brings waiting orders to agents with room. Woken by events and by a slow poll; one round at a time in this
 * process; other coordinators run their own rounds, the ledger decides between them. Lease first, then offer.
 */
@Injectable()
export class OffersService implements OnApplicationBootstrap, OnApplicationShutdown {
  private round: Promise<void> | undefined;
  private again = false;
  private stopped = false;
  private readonly undo: (StopTimer | (() => void))[] = [];
  private readonly open = new Set<Promise<void>>();

  constructor(
    private readonly sessions: AgentSessions,
    private readonly dispatcher: DispatcherService,
    private readonly composer: OrderComposer,
    private readonly attempts: AttemptsService,
    private readonly quarantines: QuarantinesService,
    private readonly meters: OfferMeters,
    private readonly events: EventBus,
    private readonly clock: Clock,
    @InjectLogger() private readonly logger: Logger,
  ) {}

  onApplicationBootstrap(): void {
    this.undo.push(
      this.events.on('order.waiting', () => this.wake()),
      this.events.on('agent.available', ({ agentId }) => this.roomAt(agentId)),
      this.events.on('order.cancel-requested', ({ agentId, attemptId }) => this.stop(agentId, attemptId)),
      this.events.on('attempt.ended', ({ agentId, failure }) => this.noteTrouble(agentId, failure)),
      this.clock.every(SLOW_POLL_MS, () => {
        for (const session of this.sessions.all()) session.full = new Set();
        this.wake();
      }),
    );
  }

  async onApplicationShutdown(): Promise<void> {
    this.stopped = true;
    for (const undo of this.undo) undo();
    await this.round;
    await Promise.allSettled(this.open);
  }

  /** Begins a round, or asks the running one to look once more. Returns at once. */
  wake(): void {
    this.again = true;
    if (this.round || this.stopped) return;
    this.round = this.rounds().finally(() => (this.round = undefined));
  }

  private async rounds(): Promise<void> {
    while (this.again && !this.stopped) {
      this.again = false;
      try {
        while (!this.stopped && (await this.oneEach()));
      } catch (error) {
        // The database is away: the slow poll tries again.
        this.logger.warn({ err: error }, 'orders could not be offered');
      }
    }
  }

  /** One order to each agent with room, so that work spreads over the fleet. True when any was leased. */
  private async oneEach(): Promise<boolean> {
    const available = this.sessions.available(this.clock.now());
    if (available.length === 0) return false;
    const due = await this.dispatcher.dueLanes();
    let seekers = ranked(available, this.clock.now())
      .map((session) => ({ session, rooms: this.openRooms(session, due) }))
      .filter(({ rooms }) => rooms.length > 0);
    let leased = false;
    // Each turn asks for the best engine of every agent; those that get nothing ask for their next one.
    while (seekers.length > 0) {
      const unserved: Seeker[] = [];
      for (const kind of alike(seekers)) {
        if (this.stopped) return false;
        const left = await this.serve(kind, available);
        leased ||= left.length < kind.length;
        unserved.push(...left);
      }
      seekers = unserved.map(nextRoom).filter(({ rooms }) => rooms.length > 0);
    }
    return leased;
  }

  private openRooms(session: AgentSession, due: Set<Lane>): Room[] {
    const rooms = this.quarantines.openRooms(session.agentId, session.rooms);
    return rooms.filter(({ engine }) => !session.full.has(engine) && due.has(laneOf(engine)));
  }

  /** Leases to agents that are alike, batch by batch, until nothing is left for them; answers who got nothing. */
  private async serve(kind: Seeker[], available: AgentSession[]): Promise<Seeker[]> {
    const unserved: Seeker[] = [];
    for (let from = 0; from < kind.length; from += BATCH) {
      const batch = kind.slice(from, from + BATCH);
      const ttlMs = Math.max(...batch.map(({ session }) => session.rhythm.leaseTtlMs));
      const full = new Map(batch.map(({ session }) => [session.agentId, session.full]));
      const outcome = await this.dispatcher.leaseMany(
        wishOf(batch, [...available, ...this.sessions.elsewhere]),
        ttlMs,
      );
      const served = new Map(outcome.leases.map((lease) => [lease.attempt.agentId, lease]));
      for (const seeker of batch) {
        const { session, rooms } = seeker;
        const lease = served.get(session.agentId);
        if (lease) this.track(this.offer(session, lease));
        else unserved.push(seeker);
        if (rooms[0] && outcome.full.includes(session.agentId))
          full.get(session.agentId)?.add(rooms[0].engine);
      }
      if (this.stopped || outcome.exhausted) return [...unserved, ...kind.slice(from + BATCH)];
    }
    return unserved;
  }

  private async offer(session: AgentSession, lease: Lease): Promise<void> {
    const ref = attemptRef(lease.attempt);
    const answered = this.meters.leased(lease.attempt.engine);
    const order = await this.composer.compose(lease).catch((error: unknown) => {
      if (error instanceof SourceGone) return error;
      throw error;
    });
    if (order instanceof SourceGone) {
      await this.attempts.failed(session.agentId, ref, { code: 'source-not-found', message: order.message });
      return;
    }
    const ack = await session.link.offer(order);
    answered(ack);
    if (ack?.accepted) await this.accepted(session, lease);
    else await this.refused(session, lease, ack);
  }

  private async accepted(session: AgentSession, lease: Lease): Promise<void> {
    const ref = attemptRef(lease.attempt);
    const { leaseTtlMs } = session.rhythm;
    const holds = await this.attempts.accepted(session.agentId, ref, leaseTtlMs, lease.order.kind);
    if (!holds) await this.stop(session.agentId, ref.attemptId);
  }

  private async refused(
    session: AgentSession,
    lease: Lease,
    ack: Extract<CoordinatorAck<'work.offer'>, { accepted: false }> | undefined,
  ): Promise<void> {
    session.pausedUntil = this.clock.now() + PAUSE_MS;
    await this.attempts.refused(session.agentId, attemptRef(lease.attempt), judgeRefusal(ack));
    session.full = new Set();
    this.clock.after(PAUSE_MS, () => this.wake());
  }

  /** An agent that failed through no fault of the customer is asked after the others for a while. */
  private noteTrouble(agentId: string, failure: Failure | null): void {
    const session = this.sessions.of(agentId);
    if (session && failure && FAILURES[failure.code].fault === 'internal' && FAILURES[failure.code].counts)
      session.troubledUntil = this.clock.now() + TROUBLED_MS;
  }

  /** A slot may have become free. */
  private roomAt(agentId: string): void {
    const session = this.sessions.of(agentId);
    if (session) session.full = new Set();
    this.wake();
  }

  /** Tells an agent that an attempt is over. When the message is lost, its next beat or hello says it again. */
  private async stop(agentId: string, attemptId: string): Promise<void> {
    const attempt = await this.attempts.find(attemptId);
    const session = this.sessions.of(agentId);
    if (!attempt || !session) return;
    session.link.stop(attemptRef(attempt), attempt.state === 'cancelled' ? 'cancelled' : 'lease-lost');
    this.roomAt(agentId);
  }

  /** Offers run beside the rounds; an error in one is logged and its lease runs out. */
  private track(offer: Promise<void>): void {
    const safe = offer
      .catch((error: unknown) => this.logger.warn({ err: error }, 'an offer failed'))
      .finally(() => this.open.delete(safe));
    this.open.add(safe);
  }
}

function judgeRefusal(
  ack: Extract<CoordinatorAck<'work.offer'>, { accepted: false }> | undefined,
): OfferRefusal {
  if (!ack) return { kind: 'busy', message: 'The agent did not answer in time.' };
  const unfit = ack.reason === 'unsupported' || ack.reason === 'invalid';
  return { kind: unfit ? 'unfit' : 'busy', message: `${ack.reason}: ${ack.message}` };
}
