import { setTimeout as pause } from 'node:timers/promises';
import { ALWAYS, AT_LAST, audit, servedWhileAllWaited } from './audit.js';
import { chaos, NO_CHAOS } from './chaos.js';
import { ioSlotsOf, withFarm, type Farm } from './farm.js';
import type { Journal } from './journal.js';
import { unfinishedFiles, unknownFiles } from './leftovers.js';
import type { SimOptions } from './options.js';
import { percentOfCore, residentMb, type ProcessorTime } from './processor-time.js';
import { seeded, seedOf } from './seeded.js';
import { copyJobs, makeTenants, submitAll, turnsOf } from './tenants.js';

/** Offers until the fleet is as good as full: the last twentieth of the slots is found one by one. */
export const burstSize = ({ agents, slots, jobs }: SimOptions): number =>
  Math.floor(Math.min(agents * slots, jobs) * 0.95);

const LOOK_MS = 100;
const AUDIT_MS = 1000;

/** Processor time in percent of one core, resident memory of the coordinator in MiB. */
export interface Cost {
  cpu: ProcessorTime;
  memoryMb: number | undefined;
}

export interface Findings {
  journal: Journal;
  violations: string[];
  /** Jobs that did not become films. */
  lost: number;
  /** Films that were made in pieces. */
  joined: number;
  submits: { took: number[]; seconds: number };
  /** Moments at which work was let loose and at which everything had ended. */
  begun: number;
  ended: number;
  idle: Cost | undefined;
  work: Cost;
  /** Processor time of one offer while both work and slots were free, ms. */
  offerCpuMs: Omit<ProcessorTime, 'simulator'> | undefined;
  /** Engine-seconds of each tenant while all of them waited. */
  served: number[];
  /** Spans in which nobody could be judged. */
  absences: { from: number; to: number }[];
}

export function simulate(options: SimOptions, say: (line: string) => void): Promise<Findings> {
  return withFarm(options, say, (farm) => new Run(options, say, farm).all());
}

class Run {
  private readonly violations = new Set<string>();
  private offerCpuMs: Findings['offerCpuMs'];

  constructor(
    private readonly options: SimOptions,
    private readonly say: (line: string) => void,
    private readonly farm: Farm,
  ) {}

  async all(): Promise<Findings> {
    const { options, farm } = this;
    const tenants = await makeTenants(farm.coordinator.url, farm.dataDir, options.jobs);
    const random = seeded(seedOf(options.seed, 'tenants'));
    const turns = turnsOf(tenants, options.submit, options.films);
    const cut = turns.filter(({ inPieces }) => inPieces);
    if (cut.length > 0) {
      // The coordinator decides at submission whether a film is cut.
      await farm.coordinator.startWith('FRAMEFARM_CHUNKS', 'always');
      await submitAll(farm.coordinator.url, cut, random);
      await farm.coordinator.startWith('FRAMEFARM_CHUNKS', 'never');
    }
    await farm.fleet.join();
    this.say(`${options.agents} agents have joined.`);
    const idle = options.idle > 0 ? await this.costOf(() => pause(options.idle * 1000)) : undefined;
    const from = performance.now();
    const whole = turns.filter(({ inPieces }) => !inPieces);
    const took = await submitAll(farm.coordinator.url, whole, random);
    const submits = { took, seconds: (performance.now() - from) / 1000 };
    await copyJobs(farm.ledger, tenants);
    this.say(`${options.jobs} jobs wait, ${turns.length} of them came through the API.`);
    const begun = performance.now();
    const work = await this.costOf(() => this.work());
    const ended = performance.now();
    await this.lastLook();
    return {
      ...{ journal: farm.journal, submits, begun, ended, idle, work, offerCpuMs: this.offerCpuMs },
      violations: [...farm.journal.violations, ...this.violations],
      lost: options.jobs - (await this.count(`state = 'completed'`)),
      joined: await this.count(
        `id IN (SELECT job_id FROM work_orders WHERE kind = 'stitch' AND state = 'done')`,
      ),
      served: (await servedWhileAllWaited(farm.ledger)).map(({ served }) => served),
      absences: farm.coordinator.absences,
    };
  }

  /** Lets the agents loose and waits until every job has ended, with faults and audits meanwhile. */
  private async work(): Promise<void> {
    const { options, farm } = this;
    const ttlMs = options.ttl * 1000;
    const random = seeded(seedOf(options.seed, 'chaos'));
    const faults = options.chaos ? chaos(farm, { jobs: options.jobs, ttlMs, random }) : NO_CHAOS;
    const giveUpAt = performance.now() + options.limit * 1000;
    const rules = ALWAYS(options.slots, options.cap, ioSlotsOf(options));
    let auditAt = 0;
    const before = farm.processorTime();
    await farm.fleet.open();
    for (;;) {
      this.noteBurst(before);
      faults.step(farm.journal.applied);
      if (performance.now() >= auditAt) {
        if (await this.look(rules)) break;
        auditAt = performance.now() + AUDIT_MS;
        this.say(`${farm.journal.offers.length} offers taken, ${farm.journal.applied} results published`);
      }
      if (performance.now() > giveUpAt) {
        this.violations.add(`the run had not ended after ${options.limit} s: ${await this.stuck()}`);
        break;
      }
      await pause(LOOK_MS);
    }
    await faults.settled();
  }

  /** What keeps the run from ending: orders with the ends of their attempts, and agents that hold something. */
  private async stuck(): Promise<string> {
    const { ledger, fleet } = this.farm;
    const orders = await ledger.query<object>(`
      SELECT o.id, o.state, o.last_token, o.not_before, o.failures, cardinality(o.failed_on) AS failed_on,
        (SELECT jsonb_agg(jsonb_build_object('token', a.token, 'state', a.state, 'lease', a.lease_until,
           'failure', a.failure->>'code', 'agent', a.agent_id)) FROM attempts a WHERE a.order_id = o.id) AS attempts
      FROM work_orders o WHERE o.state IN ('waiting', 'running') LIMIT 3`);
    const holding = fleet.agents.filter((agent) => agent.load > 0).map((agent) => agent.describe());
    return JSON.stringify({
      now: new Date(),
      orders,
      holding: holding.slice(0, 3),
      alive: fleet.alive().length,
    });
  }

  /** Once, when the fleet is full. */
  private noteBurst(before: ProcessorTime): void {
    const { journal } = this.farm;
    if (this.offerCpuMs || journal.offers.length < burstSize(this.options)) return;
    const now = this.farm.processorTime();
    const each = (part: 'coordinator' | 'database') =>
      Math.round(((now[part] - before[part]) / journal.offers.length) * 1e5) / 100;
    this.offerCpuMs = { coordinator: each('coordinator'), database: each('database') };
  }

  /** True when every job has ended and no agent has anything left. */
  private async look(rules: ReturnType<typeof ALWAYS>): Promise<boolean> {
    try {
      for (const broken of await audit(this.farm.ledger, rules)) this.violations.add(broken);
      const open = await this.count(`state IN ('pending', 'rendering')`);
      return (
        open === 0 && this.farm.fleet.load === 0 && this.farm.fleet.alive().length === this.options.agents
      );
    } catch {
      // The database is away: a fault of this run.
      return false;
    }
  }

  private async lastLook(): Promise<void> {
    const { ledger, dataDir } = this.farm;
    for (const broken of await audit(ledger, AT_LAST)) this.violations.add(broken);
    const unknown = await unknownFiles(ledger, dataDir);
    if (unknown.length > 0)
      this.violations.add(`${unknown.length} files that nobody knows, e.g. ${unknown[0]}`);
    const unfinished = unfinishedFiles(dataDir);
    if (unfinished.length > 0) this.violations.add(`${unfinished.length} unfinished files`);
  }

  private async count(where: string): Promise<number> {
    const [row] = await this.farm.ledger.query<{ n: number }>(
      `SELECT count(*)::int AS n FROM jobs WHERE ${where}`,
    );
    return row?.n ?? 0;
  }

  private async costOf(work: () => Promise<void>): Promise<Cost> {
    const [before, from] = [this.farm.processorTime(), performance.now()];
    await work();
    const seconds = (performance.now() - from) / 1000;
    const cpu = percentOfCore(before, this.farm.processorTime(), seconds);
    return { cpu, memoryMb: residentMb(this.farm.coordinator.pid) };
  }
}
