import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { FAILURES, type CoordinatorAck, type Failure } from '@farm/shared/wire';
import {
  attemptRef,
  AttemptsService,
  DispatcherService,
  fits,
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

/** Safety net under the events: whatever got lost between a commit and its event waits no longer than this. */
const SLOW_POLL_MS = 2000;
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
        for (const session of this.sessions.all()) session.full.clear();
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
    let leased = false;
    for (const session of ranked(available, this.clock.now())) {
      if (this.stopped) return false;
      leased = (await this.leaseFor(session, available, due)) || leased;
    }
    return leased;
  }

  /** The first engine of the agent that has both a free slot and an order. */
  private async leaseFor(session: AgentSession, available: AgentSession[], due: Set<Lane>): Promise<boolean> {
    const rooms = this.quarantines.openRooms(session.agentId, session.rooms);
    const free = rooms.filter(({ engine }) => !session.full.has(engine) && due.has(laneOf(engine)));
    for (const room of free) {
      const lease = await this.lease(session, room, available);
      if (lease === 'full') session.full.add(room.engine);
      else if (lease !== 'nothing') {
        this.track(this.offer(session, lease));
        return true;
      }
    }
    return false;
  }

  private lease(session: AgentSession, room: Room, available: AgentSession[]) {
    const size = { width: session.maxWidth, height: session.maxHeight };
    // Only agents that could do everything that this one can: an order kept for them is in good hands.
    const others = [...available, ...this.sessions.elsewhere].filter(
      (other) => other !== session && fits(size, { width: other.maxWidth, height: other.maxHeight }),
    );
    const wish = {
      agentId: session.agentId,
      engine: room.engine,
      slots: room.slots,
      maxWidth: session.maxWidth,
      maxHeight: session.maxHeight,
      labels: session.labels,
      otherAgents: others.map((other) => other.agentId),
      otherLabels: [...new Set(others.flatMap((other) => other.labels))],
    };
    return this.dispatcher.leaseNext(wish, session.rhythm.leaseTtlMs);
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
    const holds = await this.attempts.accepted(session.agentId, ref, session.rhythm.leaseTtlMs);
    if (!holds) await this.stop(session.agentId, ref.attemptId);
  }

  private async refused(
    session: AgentSession,
    lease: Lease,
    ack: Extract<CoordinatorAck<'work.offer'>, { accepted: false }> | undefined,
  ): Promise<void> {
    session.pausedUntil = this.clock.now() + PAUSE_MS;
    await this.attempts.refused(session.agentId, attemptRef(lease.attempt), judgeRefusal(ack));
    session.full.clear();
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
    this.sessions.of(agentId)?.full.clear();
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
