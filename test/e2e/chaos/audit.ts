import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { filesBelow, until } from '../farm-daemons.js';
import type { ChaosFarm } from './chaos-farm.js';
import type { Customer } from './customer.js';
import { processesThatName } from '../../setup/process-tree.js';

/** Longest wait for everything to come to rest after the last misfortune, milliseconds. */
const REST_MS = 60_000;

/** Attempts that own files: by the id in the path, `outputs/<workspace>/<job>/<attempt>/<file>`. */
const FILMS = `
  SELECT a.id::text FROM attempts a JOIN work_orders o ON o.id = a.order_id
  WHERE a.state = 'done' AND o.kind IN ('whole', 'stitch')`;
const KEPT_PIECES = `SELECT split_part(storage_key, '/', 4) AS id FROM pieces`;
const TO_BE_SWEPT = `SELECT id::text FROM attempts WHERE upload_keys <> '{}'`;

/** What must be true once a farm has come to rest; each sentence is a violation. */
export class Audit {
  constructor(
    private readonly farm: ChaosFarm,
    private readonly customer: Customer,
  ) {}

  async violations(): Promise<string[]> {
    const open = await this.atRest();
    const found = [
      ...open,
      ...(await this.lost()),
      ...(await this.publishedTwice()),
      ...this.toldTwice(),
      ...(await this.leftInStorage()),
      ...(await this.leftOnAgents()),
    ];
    return found;
  }

  /** Every film has ended and its webhook was taken; else what is still open. */
  private async atRest(): Promise<string[]> {
    const end = Date.now() + REST_MS;
    for (;;) {
      const open = await this.open().catch((error: unknown) => [`nobody can say: ${String(error)}`]);
      if (open.length === 0 || Date.now() > end) return open;
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
  }

  private async open(): Promise<string[]> {
    const rows = await this.farm.ledger.rows<{ id: string; state: string }>(
      `SELECT id, state FROM jobs WHERE state NOT IN ('completed', 'failed', 'cancelled')`,
    );
    const untold = [...this.customer.jobs].filter(([, { hook }]) => this.farm.receiver.at(hook).length === 0);
    return [
      ...rows.map(({ id, state }) => `job ${id} is still ${state}`),
      ...untold.map(([id, { hook }]) => `nobody told ${hook} of job ${id}`),
    ];
  }

  /** All that were accepted are there, once each, and completed. */
  private async lost(): Promise<string[]> {
    const rows = await this.farm.ledger.rows<{ id: string; state: string; error: string | null }>(
      'SELECT id, state, error FROM jobs',
    );
    const known = new Set(rows.map(({ id }) => id));
    return [
      ...[...this.customer.jobs.keys()].filter((id) => !known.has(id)).map((id) => `job ${id} is gone`),
      ...rows.filter(({ id }) => !this.customer.jobs.has(id)).map(({ id }) => `job ${id} was made twice`),
      ...rows
        .filter(({ state }) => state === 'failed' || state === 'cancelled')
        .map(({ id, state, error }) => `job ${id} ${state}: ${error}`),
    ];
  }

  /** One attempt of each order is done, one of them made the film, one price is paid, one line says so. */
  private async publishedTwice(): Promise<string[]> {
    const orders = await this.farm.ledger.rows<{ id: string; kind: string; attempts: number }>(`
      SELECT o.id, o.kind, count(*)::int AS attempts FROM work_orders o JOIN attempts a ON a.order_id = o.id
      WHERE a.state = 'done' GROUP BY o.id HAVING count(*) > 1`);
    const done = await this.farm.ledger.rows<{ id: string; films: number; prices: number }>(`
      SELECT j.id,
        (SELECT count(*)::int FROM attempts a JOIN work_orders o ON o.id = a.order_id
          WHERE a.job_id = j.id AND a.state = 'done' AND o.kind IN ('whole', 'stitch')) AS films,
        (SELECT count(*)::int FROM credit_entries c WHERE c.job_id = j.id AND c.action = 'consumed') AS prices
      FROM jobs j WHERE j.state = 'completed'`);
    const said = this.completions();
    return [
      ...orders.map(
        ({ id, kind, attempts }) => `order ${id} (${kind}) has ${attempts} attempts that are done`,
      ),
      ...done.flatMap(({ id, films, prices }) => [
        ...(films === 1 ? [] : [`job ${id} was made ${films} times`]),
        ...(prices === 1 ? [] : [`job ${id} was paid ${prices} times`]),
        // The line may be missing: it is written after the commit.
        ...((said.get(id) ?? 0) <= 1 ? [] : [`job ${id} was completed ${said.get(id)} times`]),
      ]),
    ];
  }

  private completions(): Map<string, number> {
    const said = new Map<string, number>();
    for (const line of readFileSync(this.farm.coordinator.logFile, 'utf8').split('\n')) {
      const jobId = line.includes('"job completed"') ? /"jobId":"([^"]+)"/.exec(line)?.[1] : undefined;
      if (jobId !== undefined) said.set(jobId, (said.get(jobId) ?? 0) + 1);
    }
    return said;
  }

  /** A webhook may come more than once, with the same event. */
  private toldTwice(): string[] {
    return [...this.customer.jobs].flatMap(([id, { hook }]) => {
      const told = this.farm.receiver.at(hook);
      const events = new Set(told.map(({ payload }) => payload.eventId));
      const names = new Set(told.map(({ payload }) => payload.event));
      const once = events.size <= 1 && (names.size === 0 || [...names].join() === 'render.completed');
      return once ? [] : [`job ${id} was told as ${events.size} events: ${[...names].join(', ')}`];
    });
  }

  /** Films that were cut, and how many of their pieces were drawn. */
  async pieces(): Promise<number> {
    const [row] = await this.farm.ledger.rows<{ pieces: number }>(
      `SELECT count(*)::int AS pieces FROM work_orders WHERE kind = 'chunk' AND state = 'done'`,
    );
    return row?.pieces ?? 0;
  }

  /**
   * What late agents wrote after the end of their attempts is swept at the start of a coordinator, and then nothing but
   * published results and pieces that are kept is left.
   */
  async leftAfterSweep(): Promise<string[]> {
    await this.farm.coordinator.end('SIGTERM');
    await this.farm.startCoordinator();
    const published = await this.ids(`${FILMS} UNION ${KEPT_PIECES}`);
    const look = (): string[] =>
      filesBelow(this.farm.outputsFolder).filter((file) => !published.has(file.split('/')[2] ?? ''));
    return until('the sweep', () => (look().length === 0 ? [] : undefined)).catch(() =>
      look().map((file) => `nobody swept ${file}`),
    );
  }

  /**
   * Every folder of results is that of a published attempt or of a kept piece, or of an attempt that the ledger still
   * notes as to be swept (its agent has a permission to write, and may be writing).
   */
  private async leftInStorage(): Promise<string[]> {
    const ids = await this.ids(`${FILMS} UNION ${KEPT_PIECES} UNION ${TO_BE_SWEPT}`);
    const stray = filesBelow(this.farm.outputsFolder).filter((file) => !ids.has(file.split('/')[2] ?? ''));
    const incoming = join(this.farm.outputsFolder, '../.incoming');
    return [
      ...stray.map((file) => `nobody owns ${file}`),
      ...readdirSync(incoming).map((file) => `a half received file is left: ${file}`),
    ];
  }

  private async ids(sql: string): Promise<Set<string>> {
    return new Set((await this.farm.ledger.rows<{ id: string }>(sql)).map(({ id }) => id));
  }

  private async leftOnAgents(): Promise<string[]> {
    const look = (): string[] => [
      ...this.farm.agentLeftovers(),
      ...this.farm.agents.flatMap(({ data, daemon }) =>
        processesThatName(data)
          .filter(({ pid }) => pid !== daemon.pid)
          .map(({ pid, command }) => `process ${pid}: ${command}`),
      ),
    ];
    // The last attempt was published before its agent has tidied up.
    return until('agents are tidy', () => (look().length === 0 ? [] : undefined)).catch(() =>
      look().map((one) => `an agent has left ${one}`),
    );
  }
}
