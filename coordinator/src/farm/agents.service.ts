import { Injectable } from '@nestjs/common';
import { FarmError } from '@farm/shared/errors';
import { judgeVersion, type AgentAck, type Handshake } from '@farm/shared/wire';
import { JoinTokensService } from '../auth/index.js';
import { AttemptsService, usableRoom } from '../jobs/index.js';
import { Clock } from '../platform/clock.js';
import { InjectConfig, type CoordinatorConfig } from '../platform/config/config.js';
import { isUuid } from '../platform/crypto/ids.js';
import { hashToken, newToken, sameText } from '../platform/crypto/token-hash.js';
import { Transactions } from '../platform/database/transaction.js';
import { EventBus } from '../platform/events/event-bus.js';
import { InjectLogger, type Logger } from '../platform/logger.js';
import { Neighbours } from '../platform/neighbours/neighbours.js';
import { AgentPresence } from './agent-presence.service.js';
import { AgentSessions, type AgentSession } from './agent-sessions.js';
import { nextAgentState, type AgentEvent, type AgentState } from './agent.state.js';
import type { Agent, AgentLink, Beat, Drain, Hello } from './agent.types.js';
import { AgentsRepository } from './agents.repository.js';
import { openUntil } from './maintenance/windows.js';
import { QuarantinesService } from './quarantine/quarantines.service.js';
import { rhythm, SEEN_EVERY_MS, type Presence, type Rhythm } from './presence.policy.js';

const CREDENTIAL_PREFIX = 'vf_agent_';

/** What a handshake opened. */
export type Door = { kind: 'joining'; token: string } | { kind: 'agent'; agentId: string };

export interface AgentView extends Agent {
  presence: Presence;
  connected: boolean;
}

/** The machines of the farm: how they join, what they say of themselves, how they are drained and removed. */
@Injectable()
export class AgentsService {
  constructor(
    private readonly rows: AgentsRepository,
    private readonly sessions: AgentSessions,
    private readonly tokens: JoinTokensService,
    private readonly attempts: AttemptsService,
    private readonly quarantines: QuarantinesService,
    private readonly presence: AgentPresence,
    private readonly transactions: Transactions,
    private readonly events: EventBus,
    private readonly neighbours: Neighbours,
    private readonly clock: Clock,
    @InjectLogger() private readonly logger: Logger,
    @InjectConfig() private readonly config: CoordinatorConfig,
  ) {}

  /** Judges a handshake before any event; undefined: refused. */
  async admit(handshake: Handshake): Promise<Door | undefined> {
    if ('joinToken' in handshake)
      return (await this.tokens.isKnown(handshake.joinToken))
        ? { kind: 'joining', token: handshake.joinToken }
        : undefined;
    const hash = await this.rows.credentialHashOf(handshake.agentId);
    return hash !== undefined && sameText(hash, hashToken(handshake.credential))
      ? { kind: 'agent', agentId: handshake.agentId }
      : undefined;
  }

  /**
   * Spends the token and makes a credential, in one transaction. May be repeated with the same id until the first
   * hello: an agent that died before it stored the answer gets a new credential, the lost one is worth nothing.
   */
  async join(token: string, agentId: string, name: string): Promise<AgentAck<'join'>> {
    const credential = newToken(CREDENTIAL_PREFIX);
    return this.transactions.run(async (tx) => {
      const redeemed = await this.tokens.redeem(token, agentId, tx);
      if (!redeemed.ok) return { ok: false, code: 'join-refused', message: redeemed.reason };
      if (await this.rows.join(agentId, name, hashToken(credential), this.clock.date(), tx))
        return { ok: true, credential };
      const message =
        'An agent with this id is a member already. Delete its identity file to join as a new one.';
      return { ok: false, code: 'already-joined', message };
    });
  }

  async hello(agentId: string, hello: Hello, link: AgentLink): Promise<AgentAck<'hello'>> {
    const version = judgeVersion(hello.version);
    if (!version.ok) return { ok: false, code: 'unsupported-version', message: version.reason };
    const agent = await this.welcome(agentId, hello);
    const pace = rhythm(this.sessions.size + 1, this.config.leaseTtl * 1000);
    await this.quarantines.load([agentId]);
    const running = await this.attempts.reconcile(agentId, hello.running, pace.leaseTtlMs);
    const session = this.newSession(agent, hello, link, pace);
    this.sessions.open(session);
    this.logger.info({ agentId, name: hello.name, running: running.length }, 'agent said hello');
    void this.events.emit('agent.joined', { agentId, name: hello.name });
    // Not awaited: the reply must not wait for the first offers.
    void this.events.emit('agent.available', { agentId });
    // Whoever still holds an older line of this agent closes it.
    void this.events.emit('agent.changed', { agentId });
    return { ok: true, ...pace, running, drain: await this.drainOf(session) };
  }

  async beat(agentId: string, beat: Beat, link: AgentLink): Promise<AgentAck<'beat'>> {
    const session = this.sessions.on(agentId, link);
    if (session?.bootId !== beat.bootId || !session)
      return { ok: false, code: 'say-hello', message: 'This coordinator does not know you yet; say hello.' };
    const hadRoom = session.accepting;
    session.accepting = beat.accepting;
    session.vitals = beat.vitals ?? session.vitals;
    session.rhythm = this.paceOf(session);
    const stop = await this.attempts.beat(agentId, beat.attempts, session.rhythm.leaseTtlMs);
    await this.noteSeen(session, beat);
    if (beat.accepting && !hadRoom) void this.events.emit('agent.available', { agentId });
    return { ok: true, stop, drain: await this.drainOf(session), heartbeatMs: session.rhythm.heartbeatMs };
  }

  /** Of the fleet as it is now. Leases get longer and not shorter: an older agent keeps the pace of its hello. */
  private paceOf({ rhythm: before }: AgentSession): Rhythm {
    const now = rhythm(this.sessions.size, this.config.leaseTtl * 1000);
    return { ...now, leaseTtlMs: Math.max(now.leaseTtlMs, before.leaseTtlMs) };
  }

  /** What the agent is to do: the drain that was asked for, or none of it while a maintenance window is open. */
  private async drainOf({ agentId, draining, maintenanceUntil }: AgentSession): Promise<Drain | null> {
    const asked = draining ? ((await this.rows.get(agentId))?.drain ?? null) : null;
    return asked ?? (maintenanceUntil ? 'finish' : null);
  }

  /** The line is gone. Nothing is judged by that: leases live until their TTL, and most agents come back. */
  async gone(agentId: string, link: AgentLink): Promise<void> {
    if (!this.sessions.close(agentId, link)) return;
    this.logger.info({ agentId }, 'agent disconnected');
    await this.rows
      .left(agentId, this.neighbours.id)
      .catch((error: unknown) => this.logger.debug({ err: error, agentId }, 'its row still names us'));
    await this.events.emit('agent.gone', { agentId });
  }

  /** Asks an agent to take no more work (`finish`), to give everything back (`now`), or to work again (null). */
  async setDrain(agentId: string, mode: Drain | null): Promise<void> {
    const agent = await this.need(agentId);
    const state = moved(agent, mode === null ? 'drain-off' : 'drain-asked');
    await this.rows.change(agentId, { drain: mode, state });
    void this.events.emit('agent.changed', { agentId });
    const session = this.sessions.of(agentId);
    if (!session) return;
    session.draining = mode !== null;
    session.link.drain(mode ?? 'off');
    if (mode === null) void this.events.emit('agent.available', { agentId });
  }

  /** Asks an agent to measure its encoders anew, now or when the coordinator that it is connected to looks. */
  async probe(agentId: string): Promise<void> {
    const session = this.sessions.of(agentId);
    if (session) return session.link.probe();
    await this.rows.change(agentId, { probeWanted: true });
    void this.events.emit('agent.changed', { agentId });
  }

  /** Ends an agent's membership: its credential is worth nothing from now on. Its leases run out. */
  async revoke(agentId: string): Promise<void> {
    const agent = await this.need(agentId);
    await this.rows.change(agentId, { state: moved(agent, 'revoked') });
    void this.events.emit('agent.changed', { agentId });
    this.sessions.of(agentId)?.link.close();
  }

  async list(): Promise<AgentView[]> {
    return (await this.rows.all()).map((agent) => ({ ...agent, ...this.presence.of(agent) }));
  }

  /** Names of agents by id; of those that were removed too. */
  async namesOf(ids: readonly string[]): Promise<Map<string, string>> {
    return this.rows.namesOf([...new Set(ids)]);
  }

  private async need(agentId: string): Promise<Agent> {
    const agent = isUuid(agentId) ? await this.rows.get(agentId) : undefined;
    if (!agent) throw new FarmError('not-found', 'There is no agent with this id.');
    return agent;
  }

  private async welcome(agentId: string, hello: Hello): Promise<Agent> {
    const agent = await this.need(agentId);
    const at = this.clock.date();
    const change = {
      state: moved(agent, 'hello'),
      name: hello.name,
      bootId: hello.bootId,
      wireVersion: hello.version,
      agentVersion: hello.agentVersion,
      inventory: hello.inventory,
      capabilities: hello.capabilities,
      slots: hello.slots,
      helloAt: at,
      seenAt: at,
      servedBy: this.neighbours.id,
      accepting: true,
      notAcceptingReason: null,
    };
    await this.rows.change(agentId, change);
    return { ...agent, ...change };
  }

  private newSession(agent: Agent, hello: Hello, link: AgentLink, pace: Rhythm): AgentSession {
    return {
      agentId: agent.id,
      bootId: hello.bootId,
      link,
      rooms: usableRoom(hello.capabilities, hello.slots),
      maxWidth: hello.capabilities.maxWidth,
      maxHeight: hello.capabilities.maxHeight,
      labels: hello.inventory.labels,
      rhythm: pace,
      speed: Math.max(0, ...working(hello).map(({ fps = 0 }) => fps)),
      troubledUntil: this.sessions.of(agent.id)?.troubledUntil ?? 0,
      accepting: true,
      draining: agent.drain !== null,
      maintenanceUntil: openUntil(agent.windows, this.clock.now()) ?? null,
      pausedUntil: 0,
      full: new Set(),
      vitals: null,
      seenWrittenAt: this.clock.now(),
    };
  }

  private async noteSeen(session: AgentSession, beat: Beat): Promise<void> {
    const now = this.clock.now();
    if (now - session.seenWrittenAt < SEEN_EVERY_MS) return;
    session.seenWrittenAt = now;
    await this.rows.change(session.agentId, {
      seenAt: new Date(now),
      load: beat.load,
      diskFreeBytes: beat.diskFreeBytes,
      vitals: session.vitals,
      accepting: beat.accepting,
      notAcceptingReason: beat.notAcceptingReason ?? null,
    });
  }
}

const working = ({ capabilities }: Hello) =>
  capabilities.encoders.filter(({ available, codec }) => available && codec === 'h264');

function moved(agent: Agent, event: AgentEvent): AgentState {
  const next = nextAgentState(agent.state, event);
  if (typeof next === 'string') return next;
  throw new FarmError(
    'conflict',
    `Agent ${agent.name} is ${agent.state}; it cannot be changed by "${event}".`,
  );
}
