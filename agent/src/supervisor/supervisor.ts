import { loadavg } from 'node:os';
import { join } from 'node:path';
import type { Logger } from 'pino';
import type {
  AttemptRef,
  Capabilities,
  CoordinatorAck,
  CoordinatorPayload,
  SlotEngine,
  Slots,
  WorkOrder,
} from '@farm/shared/wire';
import { AttemptRunner, type Outcome, type RunnerOptions } from '../executor/attempt-runner.js';
import type { AttemptSettings } from '../executor/ipc.js';
import type { CoordinatorLink, DaemonSide, Outbox } from '../link/index.js';
import { LogCourier, type AttemptLog, type AttemptLogs } from '../logs/index.js';
import { pause } from '../platform/pause.js';
import type { WorkFolders } from '../platform/workdir.js';
import { next, type AgentEvent, type AgentState } from './agent.state.js';
import { reportOf } from './attempt-report.js';
import type { DiskGuard } from './disk-guard.js';
import { askUntilAnswered } from './grant-asker.js';
import { firstLine, lastLines, nameOf } from './log-lines.js';
import { RunningAttempts } from './running-attempts.js';
import { hasRoom } from './slots.js';
import type { VitalsWatch } from './vitals-watch.js';

export interface SupervisorOptions {
  capabilities: Capabilities;
  slots: Slots;
  /** Measures the encoders anew. */
  remeasure: () => Promise<Measured>;
  attempt: AttemptSettings;
  entry: RunnerOptions['entry'];
  environment: RunnerOptions['environment'];
  memoryLimit: number;
  drainSeconds: number;
  folders: WorkFolders;
  outbox: Outbox;
  logs: AttemptLogs;
  disk: DiskGuard;
  vitals: VitalsWatch;
  /** Told how each attempt ended. */
  onEnded?: (outcome: Outcome) => void;
  logger: Logger;
}

/** What a machine was measured to do, and how much of it at once. */
export interface Measured {
  capabilities: Capabilities;
  slots: Slots;
}

type OfferAck = CoordinatorAck<'work.offer'>;
/** An encoder that worked when the daemon started and does not now is looked at again after so long. Milliseconds. */
const LOOK_AGAIN_MS = 10 * 60_000;
/** Time for the last reports to be answered when the daemon leaves; unanswered ones stay on disk. Milliseconds. */
const FAREWELL_MS = 3000;

/** The daemon's life: takes offers, runs attempts, drains and stops. */
export class Supervisor implements DaemonSide {
  state: AgentState = 'starting';
  private readonly attempts = new RunningAttempts();
  private link: CoordinatorLink | undefined;
  private courier: LogCourier | undefined;
  private measured: Measured;
  private measureWanted = false;
  private measuring = false;
  private readonly hurry = new AbortController();
  /** Called once, when the coordinator knows this agent for the first time. */
  onReady: () => void = () => undefined;

  constructor(private readonly options: SupervisorOptions) {
    const { capabilities, slots } = options;
    this.measured = { capabilities, slots };
  }

  attach(link: CoordinatorLink): void {
    this.link = link;
    this.courier = new LogCourier(this.options.logs, link, this.options.logger);
  }

  /** For metrics. */
  get standing(): { connected: boolean; taken: SlotEngine[]; unsent: number } {
    const unsent = this.options.outbox.pending().length;
    return { connected: this.link?.connected ?? false, taken: this.attempts.engines(), unsent };
  }

  // ---- what the link asks -------------------------------------------------------------------------------------

  running(): AttemptRef[] {
    const known = new Map(
      [...this.options.outbox.refs(), ...this.attempts.refs()].map((ref) => [ref.attemptId, ref]),
    );
    return [...known.values()];
  }

  async beat(): ReturnType<DaemonSide['beat']> {
    const { freeBytes, trouble } = await this.options.disk.check();
    const vitals = this.options.vitals.fresh();
    const reason = this.state === 'ready' ? trouble : `the agent is ${this.state}`;
    return {
      attempts: this.attempts.progress((attemptId) => this.options.outbox.has(attemptId)),
      load: Math.max(0, loadavg()[0] ?? 0),
      diskFreeBytes: freeBytes,
      ...(vitals ? { vitals } : {}),
      accepting: reason === undefined,
      ...(reason === undefined ? {} : { notAcceptingReason: reason }),
    };
  }

  welcomed(): void {
    const first = this.state === 'starting';
    this.move('welcomed');
    this.courier?.wake();
    if (first) this.onReady();
  }

  async stop(attemptId: string, reason: 'cancelled' | 'lease-lost'): Promise<void> {
    this.attempts.runner(attemptId)?.stop(reason);
    if (reason === 'lease-lost' && this.options.outbox.has(attemptId))
      await this.options.outbox.drop(attemptId);
  }

  async 'work.stop'({ attemptId, reason }: CoordinatorPayload<'work.stop'>): Promise<{ ok: true }> {
    this.options.logger.info({ attemptId, reason }, 'asked to stop an attempt');
    await this.stop(attemptId, reason);
    return { ok: true };
  }

  async 'work.offer'({ order }: CoordinatorPayload<'work.offer'>): Promise<OfferAck> {
    if (this.attempts.has(order.attemptId) || this.options.outbox.has(order.attemptId))
      return { accepted: true };
    const { trouble } = await this.options.disk.check();
    // Judged after the last await: two offers at once must not take the same slot.
    const refusal = this.judge(order, trouble);
    if (refusal) return refusal;
    this.begin(order);
    return { accepted: true };
  }

  drainWanted(mode: 'finish' | 'now' | null): void {
    if (mode === null) {
      if (this.state === 'draining') this.move('drain-ended');
    } else if (this.state !== 'stopping') {
      this.move('drain-asked');
      if (mode === 'now') this.giveBack();
    }
  }

  drain({ mode }: CoordinatorPayload<'drain'>): Promise<{ ok: true }> {
    this.options.logger.info({ mode }, 'drain');
    this.drainWanted(mode === 'off' ? null : mode);
    return Promise.resolve({ ok: true });
  }

  probe(): Promise<{ ok: true }> {
    this.options.logger.info('asked to measure the encoders anew');
    this.measureWanted = true;
    void this.measure();
    return Promise.resolve({ ok: true });
  }

  bye(): Promise<{ ok: true }> {
    this.options.logger.info('the coordinator goes away on purpose; rendering goes on');
    return Promise.resolve({ ok: true });
  }

  // ---- attempts -------------------------------------------------------------------------------------------------

  private judge(order: WorkOrder, trouble: string | undefined): OfferAck | undefined {
    const { capabilities, slots } = this.measured;
    const no = (reason: Extract<OfferAck, { accepted: false }>['reason'], message: string): OfferAck => ({
      accepted: false,
      reason,
      message,
    });
    if (this.state === 'starting') return no('not-ready', 'the agent is still starting');
    if (this.state !== 'ready') return no('draining', `the agent is ${this.state}`);
    if (trouble) return no('disk-full', trouble);
    const unable = whyUnable(order, capabilities);
    if (unable) return no('unsupported', unable);
    if (!hasRoom(slots, this.attempts.engines(), order.engine))
      return no('no-slot', `all ${order.engine} slots are taken`);
    return undefined;
  }

  private begin(order: WorkOrder): void {
    const { entry, environment, folders, memoryLimit } = this.options;
    const attempt = {
      ...this.options.attempt,
      coordinator: this.link?.url ?? this.options.attempt.coordinator,
    };
    const logger = this.options.logger.child({
      jobId: order.jobId,
      orderId: order.orderId,
      attemptId: order.attemptId,
    });
    const ref = { attemptId: order.attemptId, orderId: order.orderId, token: order.token };
    const log = this.options.logs.begin(ref, join(folders.root, ref.attemptId));
    log.note(firstLine(order));
    const over = new AbortController();
    const lost = (): void => runner.stop('lease-lost');
    const runner: AttemptRunner = new AttemptRunner({
      order,
      settings: { ...attempt, capabilities: this.measured.capabilities },
      folders,
      entry,
      environment,
      memoryLimit,
      uploadGrants: (files) =>
        askUntilAnswered(this.link, 'grants.upload', { ...ref, files }, lost, over.signal),
      inputGrants: (keys) => askUntilAnswered(this.link, 'grants.input', { ...ref, keys }, lost, over.signal),
      onProgress: (progress) => this.attempts.moved(order.attemptId, progress),
      onLine: (line, leftOut) => log.line(line, leftOut),
    });
    logger.info(
      { token: order.token, kind: order.kind, engine: order.engine, name: nameOf(order) },
      'attempt started',
    );
    const end = runner.run().then(async (outcome) => {
      over.abort();
      await this.ended(ref, outcome, log, logger);
      if (isOfHardware(order, outcome)) this.measureWanted = true;
      void this.measure();
    });
    this.attempts.add(order, runner, end);
  }

  private async ended(ref: AttemptRef, outcome: Outcome, log: AttemptLog, logger: Logger): Promise<void> {
    this.options.onEnded?.(outcome);
    if (outcome.kind === 'done') {
      const { result } = outcome;
      logger.info('renderedWith' in result ? { renderedWith: result.renderedWith } : {}, 'attempt done');
    } else if (outcome.kind === 'failed') logger.warn({ failure: outcome.failure }, 'attempt failed');
    else logger.info('attempt dropped: its lease is gone');
    const endLog = async (): Promise<void> => this.courier?.finish(log, lastLines(outcome));
    const report = reportOf(ref, outcome);
    // On disk before anything else that takes time, told after the log: who waits for the end finds all of it.
    if (report) await this.link?.report(report, endLog);
    else await endLog();
    this.attempts.remove(ref.attemptId);
  }

  /**
   * Measures once no hardware engine is in use: a test encode beside others may find every session taken and call a
   * healthy encoder broken.
   */
  private async measure(): Promise<void> {
    const busy = this.attempts.engines().some((engine) => engine !== 'cpu' && engine !== 'io');
    if (!this.measureWanted || this.measuring || busy || this.state === 'stopping') return;
    this.measureWanted = false;
    this.measuring = true;
    try {
      this.measured = await this.options.remeasure();
      await this.link?.introduce(this.measured);
      if (isPoorer(this.measured.capabilities, this.options.capabilities)) this.measureLater();
    } catch (err) {
      this.options.logger.warn({ err }, 'the encoders could not be measured anew');
    } finally {
      this.measuring = false;
    }
  }

  private measureLater(): void {
    setTimeout(() => {
      this.measureWanted = true;
      void this.measure();
    }, LOOK_AGAIN_MS).unref();
  }

  private giveBack(): void {
    for (const runner of this.attempts.runners()) runner.stop('agent-drained');
  }

  // ---- the end ----------------------------------------------------------------------------------------------------

  /** SIGTERM: no new work, let running work finish within the drain time, give back the rest, tell, leave. */
  async shutDown(): Promise<void> {
    this.move('stop-asked');
    const { logger, drainSeconds, outbox } = this.options;
    logger.info({ running: this.attempts.size, drainSeconds }, 'stopping');
    void this.link?.beatNow().catch(() => undefined);
    if (this.attempts.size > 0)
      await Promise.race([this.attempts.allOver(), pause(drainSeconds * 1000, this.hurry.signal)]);
    this.giveBack();
    await this.attempts.allOver();
    const deadline = performance.now() + FAREWELL_MS;
    const unsent = (): number => outbox.pending().length + (this.courier?.pending ?? 0);
    while (this.link?.connected && unsent() > 0 && performance.now() < deadline) await pause(50);
    this.courier?.stop();
    this.link?.close();
    logger.info({ unsent: outbox.pending().length }, 'agent stopped');
  }

  /** Second signal: give everything back now. */
  hurryUp(): void {
    this.hurry.abort();
  }

  private move(event: AgentEvent): void {
    const to = next(this.state, event);
    if (typeof to === 'object') return;
    if (to !== this.state) this.options.logger.debug({ from: this.state, to, event }, 'agent state');
    this.state = to;
  }
}

/** What this machine lacks for an order; undefined: nothing. */
function whyUnable(order: WorkOrder, { encoders, maxWidth, maxHeight }: Capabilities): string | undefined {
  if (order.engine === 'io') return undefined;
  if (!encoders.some(({ engine, available }) => engine === order.engine && available))
    return `this agent has no working ${order.engine} encoder`;
  if (!('scene' in order)) return undefined;
  const { width, height } = order.scene;
  return width > maxWidth || height > maxHeight
    ? `${width}×${height} is larger than this agent renders`
    : undefined;
}

/** Does an encoder fail that worked at the start? */
const isPoorer = (now: Capabilities, atStart: Capabilities): boolean =>
  atStart.encoders.some(
    ({ name, available }) => available && !now.encoders.some((one) => one.name === name && one.available),
  );

const isOfHardware = (order: WorkOrder, outcome: Outcome): boolean =>
  order.engine !== 'cpu' &&
  order.engine !== 'io' &&
  outcome.kind === 'failed' &&
  outcome.failure.code === 'encoder-failed';
