import { createHash, randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { request, type Dispatcher } from 'undici';
import type {
  AgentAck,
  AgentPayload,
  AttemptRef,
  FileResult,
  ResultFile,
  WorkOrder,
} from '../../shared/src/wire/index.js';
import { helloFacts, newBoot, resultOf } from './agent-facts.js';
import { AgentLine, type OfferAck } from './agent-line.js';
import type { Journal } from './journal.js';
import { between, type Random } from './seeded.js';

/** What the agents of a fleet share. */
export interface FleetTools {
  url: () => string;
  joinToken: string;
  journal: Journal;
  random: Random;
  check: boolean;
  slots: number;
  dispatcher: Dispatcher;
  /** For how long to pretend to render, ms. */
  renderMs: () => number;
  /** Shares of messages that go wrong, 0..1. */
  faults: { ackLost: number; reportAckLost: number; duplicate: number; fails: (orderId: string) => boolean };
  /** Does work wait that nobody was offered yet? */
  workWaits: () => boolean;
}

interface Held {
  order: WorkOrder;
  begun: number;
  endsAt: number;
}
type ReportAck = Extract<AgentAck<'attempt.done'>, { ok: true }>;
type Report =
  | { event: 'attempt.done'; payload: AgentPayload<'attempt.done'> }
  | { event: 'attempt.failed'; payload: AgentPayload<'attempt.failed'> };

const FULL: OfferAck = { accepted: false, reason: 'no-slot', message: 'Every slot is taken.' };
const CONTENT = Buffer.from('a pretended film');
const SHA256 = createHash('sha256').update(CONTENT).digest('hex');

/**
 * A pretended agent: the whole conversation of PROTOCOL.md over a real socket, files by real uploads, no rendering.
 * As a real one it goes on while its line is cut, keeps terminal reports until they are answered (also over its own
 * death, as if they were on a disk), and stops what the coordinator says.
 */
export class SimAgent {
  readonly agentId = randomUUID();
  private bootId = newBoot();
  private credential = '';
  private line: AgentLine | undefined;
  private alive = true;
  private dialing = false;
  private frozenUntil = 0;
  private accepting = false;
  private beatMs = 1000;
  private beatTimer: NodeJS.Timeout | undefined;
  private readonly held = new Map<string, Held>();
  private readonly outbox = new Map<string, Report>();
  /** Reports under way. */
  private readonly sending = new Set<string>();
  /** What it had when it died. */
  private ghosts: WorkOrder[] = [];
  /** Moments at which slots became free that nothing was offered for yet. */
  private free: number[] = [];

  constructor(
    private readonly name: string,
    private readonly tools: FleetTools,
  ) {}

  get isAlive(): boolean {
    return this.alive;
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
    const { agentId, dialing, held, outbox, sending } = this;
    const [connected, beats] = [this.line?.connected ?? false, this.beatTimer !== undefined];
    const frozenMs = Math.max(0, this.frozenUntil - performance.now());
    return {
      agentId,
      connected,
      beats,
      dialing,
      frozenMs,
      held: held.size,
      outbox: outbox.size,
      sending: sending.size,
    };
  }

  async join(): Promise<void> {
    const { joinToken, check } = this.tools;
    const line = await AgentLine.dial(this.tools.url(), { joinToken }, this.events(), check);
    const ack = await line.ask('join', { agentId: this.agentId, name: this.name });
    if (!ack.ok) throw new Error(`${ack.code}: ${ack.message}`);
    this.credential = ack.credential;
    line.cut();
    await this.dial();
  }

  /** From now on it takes work, and says so at once. */
  async open(): Promise<void> {
    this.accepting = true;
    await this.beat();
  }

  /** The process dies, and with it everything but the reports on its disk. It comes back after `awayMs`. */
  kill(awayMs: number): void {
    if (!this.alive) return;
    this.alive = false;
    this.tools.journal.kills++;
    const now = performance.now();
    for (const { order } of this.held.values()) this.tools.journal.died(order.orderId, now);
    this.ghosts = [...this.held.values()].map(({ order }) => order);
    this.held.clear();
    this.free = [];
    clearTimeout(this.beatTimer);
    this.line?.cut();
    void pause(awayMs).then(() => this.revive());
  }

  /** The line breaks, the process lives. */
  cut(): void {
    if (!this.alive || !this.line) return;
    this.tools.journal.cuts++;
    this.line.cut();
  }

  /** The process is stopped for a while, as by SIGSTOP: it sends nothing, its line stays open. */
  freeze(ms: number): void {
    if (!this.alive) return;
    this.tools.journal.freezes++;
    this.frozenUntil = performance.now() + ms;
  }

  /** At the end of a run. */
  leave(): void {
    this.alive = false;
    clearTimeout(this.beatTimer);
    this.line?.cut();
  }

  private async revive(): Promise<void> {
    this.bootId = newBoot();
    this.alive = true;
    await this.dial();
  }

  private events() {
    return {
      offer: (order: WorkOrder) => this.offered(order),
      stop: ({ attemptId }: { attemptId: string }) => this.drop(attemptId),
      // Older lines end too; only the loss of the present one matters.
      lost: (line: AgentLine) => void (line === this.line && this.dial()),
    };
  }

  /** Dials until the coordinator has answered a hello; one loop at a time. */
  private async dial(): Promise<void> {
    if (this.dialing) return;
    this.dialing = true;
    clearTimeout(this.beatTimer);
    this.beatTimer = undefined;
    while (this.alive && !(await this.reached())) await pause(between(this.tools.random, 200, 1200));
    this.dialing = false;
    if (this.alive && !this.line?.connected) void this.dial();
  }

  private async reached(): Promise<boolean> {
    const { agentId, credential } = this;
    try {
      this.line = await AgentLine.dial(
        this.tools.url(),
        { agentId, credential },
        this.events(),
        this.tools.check,
      );
      await this.greet();
      return true;
    } catch {
      this.line?.cut();
      return false;
    }
  }

  private async greet(): Promise<void> {
    const running = [
      ...[...this.held.values()].map(({ order }) => refOf(order)),
      ...[...this.outbox.values()].map(({ payload }) => refOf(payload)),
      // Whatever survived in a process group of its own still asks.
      ...this.ghosts.map(refOf),
    ];
    const ack = await this.need('hello', {
      bootId: this.bootId,
      ...helloFacts(this.name, this.tools.slots),
      running,
    });
    if (!ack.ok) throw new Error(ack.message);
    this.beatMs = ack.heartbeatMs;
    for (const { attemptId, verdict } of ack.running) if (verdict === 'stop') this.drop(attemptId);
    await this.exorcise(ack.running);
    await this.beat();
    this.scheduleBeat();
    for (const attemptId of this.outbox.keys()) void this.send(attemptId);
  }

  /** Late reports of attempts that died: they must change nothing when their lease is gone. */
  private async exorcise(verdicts: { attemptId: string; verdict: 'keep' | 'stop' }[]): Promise<void> {
    const { ghosts } = this;
    this.ghosts = [];
    for (const order of ghosts) {
      const kept = verdicts.some(
        ({ attemptId, verdict }) => attemptId === order.attemptId && verdict === 'keep',
      );
      const failure = { code: 'crashed' as const, message: 'The process is gone.' };
      // Given back as lost when the lease still stands: not the fault of the render.
      if (kept)
        await this.need('attempt.failed', {
          ...refOf(order),
          failure: { ...failure, code: 'agent-restarted' },
        });
      else await this.tooLate(order);
    }
  }

  private async tooLate(order: WorkOrder): Promise<void> {
    const ack = await this.need('attempt.done', { ...refOf(order), result: resultOf(order, []) });
    if (ack.ok && ack.applied)
      this.tools.journal.violations.push(`a late report of attempt ${order.attemptId} was applied`);
    this.tools.journal.notApplied++;
  }

  private async offered(order: WorkOrder): Promise<OfferAck | undefined> {
    const { journal, faults, random } = this.tools;
    await this.thaw();
    if (!this.alive) return undefined;
    if (!this.accepting || this.load >= this.tools.slots) {
      journal.refused++;
      return FULL;
    }
    const now = performance.now();
    const since = this.free.shift();
    if (since !== undefined && this.tools.workWaits()) journal.latencies.push(now - since);
    journal.offered(order.orderId, now);
    const renderMs = this.tools.renderMs();
    this.held.set(order.attemptId, { order, begun: now, endsAt: now + renderMs });
    setTimeout(() => void this.finish(order.attemptId), renderMs);
    if (random() >= faults.ackLost) return { accepted: true };
    journal.acksLost++;
    return undefined;
  }

  private async finish(attemptId: string): Promise<void> {
    await this.thaw();
    const held = this.held.get(attemptId);
    if (!held || !this.alive) return;
    const report = await this.outcome(held.order);
    if (!report || !this.held.delete(attemptId)) return;
    this.outbox.set(attemptId, report);
    await this.send(attemptId);
  }

  private async outcome(order: WorkOrder): Promise<Report | undefined> {
    if (order.token === 1 && this.tools.faults.fails(order.orderId)) {
      const failure = { code: 'ffmpeg-failed' as const, message: 'Pretended.' };
      return { event: 'attempt.failed', payload: { ...refOf(order), failure } };
    }
    const result = await this.upload(order);
    return result && { event: 'attempt.done', payload: { ...refOf(order), result } };
  }

  /** Tried again until it works or the attempt is over. */
  private async upload(order: WorkOrder): Promise<FileResult | undefined> {
    const file = { fileName: 'master.mp4', sizeBytes: CONTENT.length, contentType: 'video/mp4' };
    while (this.alive && this.held.has(order.attemptId)) {
      try {
        const files = [{ role: 'master' as const, ...file }];
        const ack = await this.need('grants.upload', { ...refOf(order), files });
        if (ack.ok) return resultOf(order, [await this.put(ack)]);
        if (ack.code === 'lease-lost') this.drop(order.attemptId);
      } catch {
        // The coordinator is away: once more, later.
      }
      await pause(between(this.tools.random, 100, 400));
    }
    return undefined;
  }

  private async put(ack: Extract<AgentAck<'grants.upload'>, { ok: true }>): Promise<ResultFile> {
    const grant = ack.grants[0]?.grant;
    if (grant?.kind !== 'hand-over') throw new Error('a local farm gives grants of the kind hand-over');
    const { statusCode, body } = await request(new URL(grant.url, this.tools.url()), {
      method: 'PUT',
      headers: { 'x-content-sha256': SHA256 },
      body: CONTENT,
      dispatcher: this.tools.dispatcher,
    });
    await body.dump();
    if (statusCode !== 200) throw new Error(`the upload was answered ${statusCode}`);
    return {
      role: 'master',
      key: grant.key,
      sizeBytes: CONTENT.length,
      sha256: SHA256,
      contentType: 'video/mp4',
    };
  }

  /** Sends a stored report; what is not answered stays and is sent again with the next beat or hello. */
  private async send(attemptId: string): Promise<void> {
    const report = this.outbox.get(attemptId);
    if (!report || !this.alive || this.sending.has(attemptId)) return;
    this.sending.add(attemptId);
    const ack = await this.tell(report)
      .catch(() => undefined)
      .finally(() => this.sending.delete(attemptId));
    if (ack?.ok) await this.answered(report, ack);
  }

  private async answered(report: Report, ack: ReportAck): Promise<void> {
    const { faults, random, journal } = this.tools;
    if (ack.applied && report.event === 'attempt.done') journal.published(report.payload.orderId);
    else if (ack.applied) journal.failuresReported++;
    else journal.notApplied++;
    // As if the answer had not come: it must be answered "already" the next time.
    if (random() < faults.reportAckLost) return;
    if (this.outbox.delete(report.payload.attemptId)) this.free.push(performance.now());
    if (random() < faults.duplicate) await this.twice(report);
  }

  private async twice(report: Report): Promise<void> {
    const ack = await this.tell(report).catch(() => undefined);
    if (ack?.ok && ack.applied)
      this.tools.journal.violations.push(`a report of ${report.payload.attemptId} was applied twice`);
  }

  private tell(report: Report): Promise<AgentAck<'attempt.done'>> {
    return report.event === 'attempt.done'
      ? this.need('attempt.done', report.payload)
      : this.need('attempt.failed', report.payload);
  }

  private drop(attemptId: string): void {
    this.held.delete(attemptId);
    this.outbox.delete(attemptId);
  }

  private scheduleBeat(): void {
    clearTimeout(this.beatTimer);
    const wait = this.beatMs * between(this.tools.random, 0.9, 1.1);
    this.beatTimer = setTimeout(() => {
      this.beatTimer = undefined;
      void this.beat()
        .catch(() => undefined)
        .finally(() => this.alive && this.line?.connected && !this.beatTimer && this.scheduleBeat());
    }, wait);
  }

  private async beat(): Promise<void> {
    await this.thaw();
    const now = performance.now();
    const attempts = [...this.held.values()].map(({ order, begun, endsAt }) => {
      const percent = Math.min(99, Math.floor(((now - begun) / (endsAt - begun)) * 100));
      const progress = { phase: 'rendering' as const, percent, framesDone: percent, framesTotal: 100 };
      return { ...refOf(order), progress };
    });
    for (const attemptId of [...this.outbox.keys()]) void this.send(attemptId);
    const ack = await this.need('beat', {
      ...{ bootId: this.bootId, attempts, load: 0.5, diskFreeBytes: 10 ** 11 },
      ...(this.accepting
        ? { accepting: true }
        : { accepting: false, notAcceptingReason: 'The run begins later.' }),
    });
    if (ack.ok) this.beatMs = ack.heartbeatMs ?? this.beatMs;
    if (ack.ok) for (const { attemptId } of ack.stop) this.drop(attemptId);
    else if (ack.code === 'say-hello') await this.greet();
  }

  private async need<E extends 'hello' | 'beat' | 'grants.upload' | 'attempt.done' | 'attempt.failed'>(
    event: E,
    payload: AgentPayload<E>,
  ): Promise<AgentAck<E>> {
    if (!this.line?.connected) throw new Error('the line is down');
    return this.line.ask(event, payload);
  }

  private async thaw(): Promise<void> {
    const wait = this.frozenUntil - performance.now();
    if (wait > 0) await pause(wait);
  }
}

const refOf = ({ attemptId, orderId, token }: AttemptRef): AttemptRef => ({ attemptId, orderId, token });
