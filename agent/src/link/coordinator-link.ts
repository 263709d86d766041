import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import {
  WIRE_VERSION,
  type AgentAck,
  type AgentEvent,
  type AgentPayload,
  type AttemptRef,
  type Capabilities,
  type Inventory,
  type Progress,
  type Slots,
  type Vitals,
} from '@farm/shared/wire';
import { backoff, pause } from '../platform/pause.js';
import type { Identity } from './identity.js';
import type { Outbox, Report } from './outbox.js';
import { ACK_MS, WireSocket, type DialTimes, type Replies } from './wire-socket.js';

/** What the link asks of the daemon; the daemon never sees the socket. */
export interface DaemonSide extends Replies {
  running(): AttemptRef[];
  beat(): Promise<{
    attempts: (AttemptRef & { progress: Progress })[];
    load: number;
    diskFreeBytes: number;
    accepting: boolean;
    notAcceptingReason?: string;
    vitals?: Vitals;
  }>;
  stop(attemptId: string, reason: 'cancelled' | 'lease-lost'): Promise<void>;
  drainWanted(mode: 'finish' | 'now' | null): void;
  /** hello was answered: the coordinator knows this boot. */
  welcomed(): void;
}

export interface Introduction {
  agentVersion: string;
  name: string;
  inventory: Inventory;
  capabilities: Capabilities;
  slots: Slots;
}

export interface LinkOptions extends Partial<DialTimes> {
  urls: readonly [string, ...string[]];
  identity: Required<Identity>;
  introduction: Introduction;
  outbox: Outbox;
  logger: Logger;
}

/** The coordinator will not have this agent: a wrong credential, or versions that do not fit. */
export class LinkRefused extends Error {}

const FIRST_BEAT_MS = 1000;
/** Before the first hello; each coordinator says its own. */
const FIRST_LEASE_MS = 15_000;
/** Answers to hello that waiting does not change. */
const FINAL_REFUSALS = ['wrong-door'];
const REJOIN = 'To join anew, delete identity.json in the data folder and set FRAMEFARM_JOIN_TOKEN.';

/**
 * The conversation with the coordinator after joining: hello on every connection, beats, reports until they are
 * answered. A lost socket is dialled again with jitter; work goes on meanwhile.
 */
export class CoordinatorLink {
  readonly bootId = randomUUID();
  private readonly socket: WireSocket;
  private introduction: Introduction;
  private beatMs = FIRST_BEAT_MS;
  private leaseMs = FIRST_LEASE_MS;
  /** When the coordinator last answered, on this process's own clock. */
  private heardAt = 0;
  private welcome = false;
  private closed = false;
  private beating: AbortController | undefined;
  private greeting = false;
  private sending = false;
  private failedSends = 0;
  /** Attempts whose reports are stored, and told a little later. */
  private readonly held = new Set<string>();
  private fail: (error: Error) => void = () => undefined;
  /** Rejects when the coordinator refuses this agent for good. */
  readonly refused: Promise<never>;

  constructor(
    private readonly options: LinkOptions,
    private readonly daemon: DaemonSide,
  ) {
    const { agentId, credential } = options.identity;
    this.introduction = options.introduction;
    this.refused = new Promise<never>((_, reject) => (this.fail = reject));
    this.refused.catch(() => undefined);
    this.socket = new WireSocket(
      options.urls,
      { agentId, credential },
      { reconnectMs: options.reconnectMs ?? 500, reconnectMaxMs: options.reconnectMaxMs ?? 5000 },
    );
    this.socket.onConnect(() => void this.greet());
    this.socket.onDisconnect((reason) => this.lost(reason));
    this.socket.onUnreachable((reason) => options.logger.debug({ reason }, 'coordinator unreachable'));
    this.socket.onRefused((reason, final) => this.turnedAway(reason, final));
    this.socket.answer(daemon, (event, err) => options.logger.warn({ event, err }, 'message not served'));
  }

  get connected(): boolean {
    return this.welcome && this.socket.connected;
  }

  /** The coordinator that we talk to, or dial. */
  get url(): string {
    return this.socket.url;
  }

  open(): void {
    this.socket.dial();
  }

  close(): void {
    this.closed = true;
    this.beating?.abort();
    this.socket.hangUp();
  }

  ask<E extends AgentEvent>(event: E, payload: AgentPayload<E>): Promise<AgentAck<E>> {
    return this.socket.ask(event, payload);
  }

  /** Stores how an attempt ended, then lets `first` happen, then tells it. Resolves before it is told. */
  async report(report: Report, first: () => Promise<void>): Promise<void> {
    const { attemptId } = report.payload;
    this.held.add(attemptId);
    await this.options.outbox.put(report).catch((err: unknown) => {
      this.options.logger.error({ err }, 'report kept in memory only');
    });
    await first().finally(() => this.held.delete(attemptId));
    void this.sendReports();
  }

  /** The machine was measured anew: says hello again, now or with the next connection. */
  async introduce(change: Partial<Introduction>): Promise<void> {
    this.introduction = { ...this.introduction, ...change };
    if (this.connected) await this.greet();
  }

  /** A beat out of turn, so that a new state is seen at once. */
  async beatNow(): Promise<void> {
    if (!this.connected) return;
    const beat = { bootId: this.bootId, ...(await this.daemon.beat()) };
    const answer = await this.socket.ask('beat', beat, Math.min(ACK_MS, this.leaseMs / 2));
    this.heardAt = performance.now();
    if (!answer.ok) {
      if (answer.code === 'say-hello') await this.greet();
      else this.options.logger.warn({ code: answer.code, reason: answer.message }, 'beat refused');
      return;
    }
    this.beatMs = answer.heartbeatMs ?? this.beatMs;
    for (const { attemptId, reason } of answer.stop) await this.daemon.stop(attemptId, reason);
    this.daemon.drainWanted(answer.drain);
  }

  /** Says hello; one at a time, whoever asks for it. */
  private async greet(): Promise<void> {
    if (this.greeting) return;
    this.greeting = true;
    try {
      if (!(await this.sayHello())) void this.tryAgain();
    } finally {
      this.greeting = false;
    }
  }

  /** True when the coordinator knows this boot now, or never will. */
  private async sayHello(): Promise<boolean> {
    const { logger } = this.options;
    try {
      const answer = await this.socket.ask('hello', {
        bootId: this.bootId,
        version: WIRE_VERSION,
        ...this.introduction,
        running: this.daemon.running(),
      });
      if (!answer.ok) return this.helloRefused(answer.code, answer.message);
      this.beatMs = answer.heartbeatMs;
      this.leaseMs = answer.leaseTtlMs;
      this.heardAt = performance.now();
      for (const { attemptId, verdict, reason } of answer.running)
        if (verdict === 'stop') await this.dismiss(attemptId, reason);
      this.daemon.drainWanted(answer.drain);
      this.welcome = true;
      logger.info({ url: this.url, heartbeatMs: this.beatMs }, 'connected to the coordinator');
      this.daemon.welcomed();
      this.startBeating();
      void this.sendReports();
      return true;
    } catch (err) {
      logger.warn({ err }, 'hello was not answered');
      return false;
    }
  }

  private helloRefused(code: string, message: string): boolean {
    this.options.logger.error({ code }, `the coordinator refuses this agent: ${message}`);
    const final = FINAL_REFUSALS.includes(code);
    if (final) this.fail(new LinkRefused(message));
    return final;
  }

  /** Says hello again after a while, on the same socket or a new one. */
  private async tryAgain(): Promise<void> {
    await pause(backoff(0, this.beatMs, 5000));
    if (!this.closed && this.socket.connected) await this.greet();
  }

  /** The lease is gone: nothing of this attempt matters any more. */
  private async dismiss(attemptId: string, reason: string | undefined): Promise<void> {
    this.options.logger.info({ attemptId, reason }, 'attempt is no longer ours');
    if (this.options.outbox.has(attemptId)) await this.options.outbox.drop(attemptId);
    await this.daemon.stop(attemptId, 'lease-lost');
  }

  private lost(reason: string): void {
    this.welcome = false;
    this.beating?.abort();
    if (this.closed) return;
    this.options.logger.warn({ reason }, 'connection to the coordinator lost; rendering goes on');
    // socket.io does not dial again by itself when the other side hung up on purpose.
    if (reason === 'io server disconnect') void this.dialLater();
  }

  private turnedAway(reason: string, final: boolean): void {
    this.options.logger.error({ reason }, 'the coordinator refuses the connection');
    if (final) this.fail(new LinkRefused(`The coordinator refuses this agent: ${reason} ${REJOIN}`));
    else void this.dialLater();
  }

  private async dialLater(): Promise<void> {
    await pause(backoff(1, this.options.reconnectMs ?? 500, this.options.reconnectMaxMs ?? 5000));
    if (!this.closed) this.socket.dialNext();
  }

  private startBeating(): void {
    this.beating?.abort();
    const stop = new AbortController();
    this.beating = stop;
    void this.beatUntil(stop.signal);
  }

  private async beatUntil(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await pause(this.beatMs * (0.9 + 0.2 * Math.random()), signal);
      if (signal.aborted) return;
      await this.beatNow().catch((err: unknown) => this.unanswered(err));
      if (this.failedSends > 0 || this.options.outbox.pending().length > 0) void this.sendReports();
    }
  }

  /**
   * A line can be dead for most of a minute before TCP or socket.io notice, e.g. when the coordinator's machine lost
   * its power. Leases do not wait for that: half a lease of silence, and another line is opened.
   */
  private unanswered(err: unknown): void {
    this.options.logger.debug({ err }, 'beat was not answered');
    if (this.closed || !this.connected || performance.now() - this.heardAt < this.leaseMs / 2) return;
    this.options.logger.warn({ url: this.url }, 'the coordinator is silent; dialling anew');
    this.socket.dialNext();
  }

  /** Sends every stored report; what was not answered stays and is sent with a later beat or hello. */
  private async sendReports(): Promise<void> {
    if (this.sending || !this.connected) return;
    this.sending = true;
    try {
      // Looked up anew each time: another one may be stored, or free to go, while one is sent.
      for (let report = this.nextReport(); report; report = this.nextReport()) {
        if (this.failedSends > 0) await pause(backoff(this.failedSends - 1, 200, 5000), this.beating?.signal);
        await this.send(report);
        this.failedSends = 0;
      }
    } catch (err) {
      this.failedSends++;
      this.options.logger.debug({ err }, 'report was not answered; it is kept');
    } finally {
      this.sending = false;
    }
  }

  private nextReport(): Report | undefined {
    return this.options.outbox.pending().find(({ payload }) => !this.held.has(payload.attemptId));
  }

  private async send(report: Report): Promise<void> {
    const { attemptId } = report.payload;
    const answer =
      report.event === 'attempt.done'
        ? await this.socket.ask('attempt.done', report.payload)
        : await this.socket.ask('attempt.failed', report.payload);
    if (!answer.ok) throw new Error(`the coordinator refused the report: ${answer.code}: ${answer.message}`);
    await this.options.outbox.drop(attemptId);
    this.options.logger.info(
      { attemptId, applied: answer.applied, reason: answer.reason },
      'report delivered',
    );
  }
}
