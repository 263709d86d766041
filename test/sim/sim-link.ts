import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { AgentAck, AgentPayload, AttemptRef, WorkOrder } from '../../shared/src/wire/index.js';
import { helloFacts, newBoot } from './agent-facts.js';
import { AgentLine, type OfferAck } from './agent-line.js';
import type { FleetTools } from './fleet-tools.js';
import { between } from './seeded.js';

export type Verdict = Extract<AgentAck<'hello'>, { ok: true }>['running'][number];
type Beat = AgentPayload<'beat'>;

/** What a line asks of its agent. */
export interface LinkUser {
  /** It takes work. */
  readonly accepting: boolean;
  offered(order: WorkOrder): Promise<OfferAck | undefined>;
  stop(attemptId: string): void;
  /** Attempts of which it still has something to say. */
  running(): AttemptRef[];
  /** After a hello; what was to be stopped is stopped. */
  greeted(verdicts: Verdict[]): Promise<void>;
  /** What a beat says of attempts. */
  progress(): Beat['attempts'];
  /** With every beat and hello: what was not answered is said again. */
  repeat(): void;
}

/** The line of a pretended agent: dials until it is heard, says hello, beats; may be cut, frozen, and die. */
export class SimLink {
  readonly agentId = randomUUID();
  private bootId = newBoot();
  private credential = '';
  private line: AgentLine | undefined;
  private alive = true;
  private dialing = false;
  private frozenUntil = 0;
  private beatMs = 1000;
  private beatTimer: NodeJS.Timeout | undefined;

  constructor(
    private readonly name: string,
    private readonly tools: FleetTools,
    private readonly user: LinkUser,
  ) {}

  get isAlive(): boolean {
    return this.alive;
  }

  describe(): object {
    const { agentId, dialing } = this;
    const [connected, beats] = [this.line?.connected ?? false, this.beatTimer !== undefined];
    return {
      agentId,
      connected,
      beats,
      dialing,
      frozenMs: Math.max(0, this.frozenUntil - performance.now()),
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

  /** Hangs up; false when there was no line. */
  cut(): boolean {
    if (!this.alive || !this.line) return false;
    this.line.cut();
    return true;
  }

  /** Sends nothing for so long, and keeps the line open. */
  freeze(ms: number): void {
    this.frozenUntil = performance.now() + ms;
  }

  /** Until it is no longer frozen. */
  async thaw(): Promise<void> {
    const wait = this.frozenUntil - performance.now();
    if (wait > 0) await pause(wait);
  }

  die(): void {
    this.alive = false;
    clearTimeout(this.beatTimer);
    this.line?.cut();
  }

  async revive(): Promise<void> {
    this.bootId = newBoot();
    this.alive = true;
    await this.dial();
  }

  async need<E extends 'hello' | 'beat' | 'grants.upload' | 'attempt.done' | 'attempt.failed'>(
    event: E,
    payload: AgentPayload<E>,
  ): Promise<AgentAck<E>> {
    if (!this.line?.connected) throw new Error('the line is down');
    return this.line.ask(event, payload);
  }

  async beat(): Promise<void> {
    await this.thaw();
    const attempts = this.user.progress();
    this.user.repeat();
    const ack = await this.need('beat', {
      ...{ bootId: this.bootId, attempts, load: 0.5, diskFreeBytes: 10 ** 11 },
      ...(this.user.accepting
        ? { accepting: true }
        : { accepting: false, notAcceptingReason: 'The run begins later.' }),
    });
    if (ack.ok) this.beatMs = ack.heartbeatMs ?? this.beatMs;
    if (ack.ok) for (const { attemptId } of ack.stop) this.user.stop(attemptId);
    else if (ack.code === 'say-hello') await this.greet();
  }

  private events() {
    return {
      offer: (order: WorkOrder) => this.user.offered(order),
      stop: ({ attemptId }: { attemptId: string }) => this.user.stop(attemptId),
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
    const { agentId, credential, tools } = this;
    try {
      this.line = await AgentLine.dial(tools.url(), { agentId, credential }, this.events(), tools.check);
      await this.greet();
      return true;
    } catch {
      this.line?.cut();
      return false;
    }
  }

  private async greet(): Promise<void> {
    const facts = helloFacts(this.name, this.tools);
    const ack = await this.need('hello', { bootId: this.bootId, ...facts, running: this.user.running() });
    if (!ack.ok) throw new Error(ack.message);
    this.beatMs = ack.heartbeatMs;
    for (const { attemptId, verdict } of ack.running) if (verdict === 'stop') this.user.stop(attemptId);
    await this.user.greeted(ack.running);
    await this.beat();
    this.scheduleBeat();
    this.user.repeat();
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
}
