import { setTimeout as pause } from 'node:timers/promises';
import type { AgentPayload, AttemptRef, WorkOrder, WorkResult } from '../../shared/src/wire/index.js';
import type { OfferAck } from './agent-line.js';
import { laneOf, refOf, type FleetTools, type Lane } from './fleet-tools.js';
import { between } from './seeded.js';
import { SimLink, type LinkUser, type Verdict } from './sim-link.js';
import { fetchInputs, fileOf, put } from './sim-files.js';
import { SimOutbox, type Report } from './sim-outbox.js';
import { resultOf, roleOf } from './sim-results.js';

interface Held {
  order: WorkOrder;
  begun: number;
  endsAt: number;
}

/** Planning and joining take this part of what drawing takes. */
const IO_PART = 0.1;

const FULL: OfferAck = { accepted: false, reason: 'no-slot', message: 'Every slot is taken.' };

/**
 * A pretended agent: the whole conversation of PROTOCOL.md over a real socket, files by real uploads, no rendering.
 * As a real one it goes on while its line is cut, keeps terminal reports until they are answered, and stops what the
 * coordinator says.
 */
export class SimAgent implements LinkUser {
  private readonly link: SimLink;
  private readonly outbox: SimOutbox;
  private readonly held = new Map<string, Held>();
  private isOpen = false;
  /** What it had when it died. */
  private ghosts: WorkOrder[] = [];
  /** Moments at which places for renders became free that nothing was offered for yet. */
  private free: number[] = [];

  constructor(
    name: string,
    private readonly tools: FleetTools,
  ) {
    this.link = new SimLink(name, tools, this);
    this.outbox = new SimOutbox(tools, this.link, (lane) => {
      if (lane === 'render') this.free.push(performance.now());
    });
  }

  get isAlive(): boolean {
    return this.link.isAlive;
  }

  get accepting(): boolean {
    return this.isOpen;
  }

  /** Attempts that run here. */
  get renders(): number {
    return this.held.size;
  }

  /** Attempts and reports that it still has. */
  get load(): number {
    return this.held.size + this.outbox.size;
  }

  /** For people who look for what keeps a run from ending. */
  describe(): object {
    const { held, outbox } = this;
    return { ...this.link.describe(), held: held.size, outbox: outbox.size, sending: outbox.underWay };
  }

  join(): Promise<void> {
    return this.link.join();
  }

  /** From now on it takes work, and says so at once. */
  async open(): Promise<void> {
    this.isOpen = true;
    await this.link.beat();
  }

  /** The process dies, and with it everything but the reports on its disk. It comes back after `awayMs`. */
  kill(awayMs: number): void {
    if (!this.isAlive) return;
    this.tools.journal.kills++;
    const now = performance.now();
    for (const { order } of this.held.values()) this.tools.journal.died(order.orderId, now);
    this.ghosts = [...this.held.values()].map(({ order }) => order);
    this.held.clear();
    this.free = [];
    this.link.die();
    void pause(awayMs).then(() => this.link.revive());
  }

  /** The line breaks, the process lives. */
  cut(): void {
    if (this.link.cut()) this.tools.journal.cuts++;
  }

  /** The process is stopped for a while, as by SIGSTOP: it sends nothing, its line stays open. */
  freeze(ms: number): void {
    if (!this.isAlive) return;
    this.tools.journal.freezes++;
    this.link.freeze(ms);
  }

  /** At the end of a run. */
  leave(): void {
    this.link.die();
  }

  running(): AttemptRef[] {
    // Whatever survived in a process group of its own still asks.
    const orders = [...[...this.held.values()].map(({ order }) => order), ...this.ghosts];
    return [...orders.map(refOf), ...this.outbox.refs()];
  }

  progress(): AgentPayload<'beat'>['attempts'] {
    const now = performance.now();
    return [...this.held.values()].map(({ order, begun, endsAt }) => {
      const percent = Math.min(99, Math.floor(((now - begun) / (endsAt - begun)) * 100));
      const progress = { phase: 'rendering' as const, percent, framesDone: percent, framesTotal: 100 };
      return { ...refOf(order), progress };
    });
  }

  repeat(): void {
    this.outbox.sendAll();
  }

  stop(attemptId: string): void {
    this.held.delete(attemptId);
    this.outbox.drop(attemptId);
  }

  /** Late reports of attempts that died: they must change nothing when their lease is gone. */
  async greeted(verdicts: Verdict[]): Promise<void> {
    const { ghosts } = this;
    this.ghosts = [];
    const kept = new Set(
      verdicts.filter(({ verdict }) => verdict === 'keep').map(({ attemptId }) => attemptId),
    );
    const failure = { code: 'agent-restarted' as const, message: 'The process is gone.' };
    for (const order of ghosts)
      // Given back as lost when the lease still stands: not the fault of the render.
      if (kept.has(order.attemptId)) await this.link.need('attempt.failed', { ...refOf(order), failure });
      else await this.tooLate(order);
  }

  async offered(order: WorkOrder): Promise<OfferAck | undefined> {
    const { journal, faults, random } = this.tools;
    await this.link.thaw();
    if (!this.isAlive) return undefined;
    const lane = laneOf(order);
    if (!this.isOpen || this.taken(lane) >= (lane === 'io' ? this.tools.ioSlots : this.tools.slots)) {
      journal.refused++;
      return FULL;
    }
    const now = performance.now();
    const since = lane === 'render' ? this.free.shift() : undefined;
    if (since !== undefined && this.tools.workWaits()) journal.latencies.push(now - since);
    journal.offered(order.orderId, now);
    const tookMs = this.tools.renderMs() * (lane === 'io' ? IO_PART : 1);
    this.held.set(order.attemptId, { order, begun: now, endsAt: now + tookMs });
    setTimeout(() => void this.finish(order.attemptId), tookMs);
    if (random() >= faults.ackLost) return { accepted: true };
    journal.acksLost++;
    return undefined;
  }

  private taken(lane: Lane): number {
    const held = [...this.held.values()].filter(({ order }) => laneOf(order) === lane);
    return held.length + this.outbox.in(lane);
  }

  private async tooLate(order: WorkOrder): Promise<void> {
    const ack = await this.link.need('attempt.done', { ...refOf(order), result: resultOf(order, []) });
    if (ack.ok && ack.applied)
      this.tools.journal.violations.push(`a late report of attempt ${order.attemptId} was applied`);
    this.tools.journal.notApplied++;
  }

  private async finish(attemptId: string): Promise<void> {
    await this.link.thaw();
    const held = this.held.get(attemptId);
    if (!held || !this.isAlive) return;
    const report = await this.outcome(held.order);
    if (report && this.held.delete(attemptId)) await this.outbox.put(report);
  }

  private async outcome(order: WorkOrder): Promise<Report | undefined> {
    const lane = laneOf(order);
    if (order.token === 1 && this.tools.faults.fails(order.orderId)) {
      const failure = { code: 'ffmpeg-failed' as const, message: 'Pretended.' };
      return { event: 'attempt.failed', lane, payload: { ...refOf(order), failure } };
    }
    const result = await this.made(order);
    return result && { event: 'attempt.done', lane, payload: { ...refOf(order), result } };
  }

  /** Files in, files out; tried again until it works or the attempt is over. */
  private async made(order: WorkOrder): Promise<WorkResult | undefined> {
    const role = roleOf(order);
    while (this.isAlive && this.held.has(order.attemptId)) {
      try {
        await fetchInputs(order, this.tools);
        if (!role) return resultOf(order, []);
        const ack = await this.link.need('grants.upload', { ...refOf(order), files: [fileOf(role)] });
        if (ack.ok) return resultOf(order, [await put(role, ack, this.tools)]);
        if (ack.code === 'lease-lost') this.stop(order.attemptId);
      } catch {
        // The coordinator is away: once more, later.
      }
      await pause(between(this.tools.random, 100, 400));
    }
    return undefined;
  }
}
