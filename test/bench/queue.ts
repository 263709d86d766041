// npm run bench:queue [-- --quick] [--json] [--jobs N] [--turns N]: our ledger as a queue beside pg-boss and
// graphile-worker, on one PostgreSQL of the distribution with fsync, each in a database of its own. The same shape for
// all: 50 callers enqueue one job each with the same document, 4 workers take batches of 20, and each job of a batch is
// reported by itself. In turns, medians; all engines run in this process with 10 connections.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { minimalScene } from '../fakes/minimal-scene.js';
import { databaseUrl } from '../setup/database-server.js';
import { percentile } from '../sim/measures.js';
import { processorTime } from '../sim/processor-time.js';
import { openDatabase, type BenchDatabase } from './bench-database.js';
import { atLeast, flag, option, report, say, told, type Row } from './bench-rows.js';
import { graphileEngine } from './queues/graphile-engine.js';
import { ourEngine } from './queues/our-engine.js';
import { pgBossEngine } from './queues/pg-boss-engine.js';
import type { QueueEngine, Shape } from './queues/queue-engine.js';

const QUICK = flag('quick');
const TURNS = option('turns', QUICK ? 1 : 3);
const SHAPE: Shape = {
  ...{ jobs: option('jobs', QUICK ? 400 : 1500), callers: 50 },
  ...{ workers: 4, batch: 20, connections: 10 },
};

/** One turn of one engine. */
interface Turn {
  /** Jobs a second. */
  enqueued: number;
  worked: number;
  both: number;
  /** Of one job, ms: this process and the database. */
  processor: number;
}

async function turn(engine: QueueEngine, database: BenchDatabase): Promise<Turn> {
  const before = processorTime(undefined, database.pid);
  const begun = performance.now();
  await engine.enqueue();
  const enqueued = performance.now();
  await engine.work();
  const ended = performance.now();
  const after = processorTime(undefined, database.pid);
  const rate = (from: number, to: number) => SHAPE.jobs / ((to - from) / 1000);
  const spent = after.simulator - before.simulator + after.database - before.database;
  return {
    enqueued: rate(begun, enqueued),
    worked: rate(enqueued, ended),
    both: rate(begun, ended),
    processor: (spent / SHAPE.jobs) * 1000,
  };
}

function rowsOf(turns: Map<string, Turn[]>): Row[] {
  const median = (name: string, key: keyof Turn) =>
    percentile(
      (turns.get(name) ?? []).map((one) => one[key]),
      0.5,
    ) ?? 0;
  const names = [...turns.keys()];
  const rows = names.flatMap((name) => [
    told(`${name}: enqueued a second`, median(name, 'enqueued')),
    told(`${name}: taken and ended a second`, median(name, 'worked')),
    told(`${name}: jobs a second, both`, median(name, 'both')),
    told(`${name}: processor time of a job, ms`, median(name, 'processor')),
  ]);
  const ratio = (key: keyof Turn) => {
    const [ours = 0, ...others] = names.map((name) => median(name, key));
    return ours / Math.min(...others);
  };
  return [
    ...rows,
    told('ours ÷ the slower: enqueued a second', ratio('enqueued')),
    told('ours ÷ the slower: taken and ended a second', ratio('worked')),
    atLeast('ours ÷ the slower: jobs a second', ratio('both'), 1),
  ];
}

const folder = await mkdtemp(join(tmpdir(), 'framefarm-bench-'));
const undo: (() => Promise<void>)[] = [() => rm(folder, { recursive: true, force: true })];
try {
  const database = await openDatabase('distribution', folder);
  undo.push(() => database.stop());
  const place = async (name: string) => {
    await database.query(`CREATE DATABASE ${name}`);
    return databaseUrl(database.url, name);
  };
  const scene = minimalScene();
  const engines = [
    await ourEngine(await place('ours'), SHAPE, { scene, folder: join(folder, 'farm') }),
    await pgBossEngine(await place('pg_boss'), SHAPE, scene),
    await graphileEngine(await place('graphile'), SHAPE, scene),
  ];
  for (const engine of engines) undo.push(() => engine.stop());
  const turns = new Map<string, Turn[]>(engines.map(({ name }) => [name, []]));
  for (let i = 0; i <= TURNS; i++)
    for (const engine of engines) {
      const one = await turn(engine, database);
      // The first one is for the compiler.
      if (i > 0) turns.get(engine.name)?.push(one);
      say(`turn ${i} of ${TURNS}, ${engine.name}: ${Math.round(one.both)} jobs a second`);
    }
  report(rowsOf(turns), flag('json'));
} finally {
  for (const step of undo.reverse()) await step();
}
process.exit();
