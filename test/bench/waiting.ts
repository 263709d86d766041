// npm run bench:waiting [-- --quick] [--json] [--explain]: what waiting work costs. One farm (coordinator, embedded
// PostgreSQL and pretended agents, three processes) has 1,000, then 20,000, then 100,000 renders of five workspaces
// waiting, while the agents end 25 renders a second and ask for the next ones. Offer latency is from the moment a slot
// is free to the next offer for it, everything of the real path between. `--explain`: the plan of the query that picks.
import { setTimeout as pause } from 'node:timers/promises';
import { PICK_ORDERS } from '../../coordinator/src/jobs/orders/lease-next.sql.js';
import { withFarm, type Farm } from '../sim/farm.js';
import { percentile } from '../sim/measures.js';
import { readOptions } from '../sim/options.js';
import { seeded } from '../sim/seeded.js';
import { makeTenants, submitAll, turnsOf, type Tenant } from '../sim/tenants.js';
import { atMost, flag, option, report, say, told, type Row } from './bench-rows.js';

const QUICK = flag('quick');
const SECONDS = option('seconds', QUICK ? 6 : 20);
const LEVELS = QUICK ? [1000, 20_000] : [1000, 20_000, 100_000];
const RATE = option('rate', 25);
/** Before the first level, for the compiler; before each, for statistics, caches and beats. */
const WARM_UP_MS = QUICK ? 3000 : 8000;
const SETTLE_MS = 2000;
const BAR = 2;
/** Ms, for p99 with 20,000 waiting. */
const LATENCY_BAR = 50;

interface Level {
  waiting: number;
  p50: number;
  p99: number;
  /** Processor time of one offer and all that belongs to it until its render is published, ms. */
  coordinator: number;
  database: number;
}

const OPTIONS = {
  ...readOptions(['--agents', '20', '--slots', '4', '--rate', String(RATE), '--seed', '1', '--no-check']),
  // Work always waits here.
  jobs: Number.MAX_SAFE_INTEGER,
};

/** $1 workspace, $2 how many of its orders shall wait: copies of one that waits, each a moment younger. */
const FILL = `
  WITH model AS (
    SELECT j, o FROM jobs j JOIN work_orders o ON o.job_id = j.id
    WHERE j.workspace_id = $1 AND o.state = 'waiting' LIMIT 1
  ), copies AS (
    SELECT j, o, gen_random_uuid() AS job_id, gen_random_uuid() AS order_id,
           now() + n * interval '1 ms' AS created_at
    FROM model, generate_series(1, $2 - (
      SELECT count(*)::int FROM work_orders WHERE workspace_id = $1 AND state = 'waiting')) AS n
  ), written AS (
    INSERT INTO jobs
    SELECT job.* FROM copies c CROSS JOIN LATERAL jsonb_populate_record(NULL::jobs,
      to_jsonb(c.j) || jsonb_build_object('id', c.job_id, 'created_at', c.created_at)) AS job
  )
  INSERT INTO work_orders
  SELECT o.* FROM copies c CROSS JOIN LATERAL jsonb_populate_record(NULL::work_orders,
    to_jsonb(c.o) || jsonb_build_object('id', c.order_id, 'job_id', c.job_id, 'created_at', c.created_at)) AS o`;

async function fill(farm: Farm, tenants: Tenant[], waiting: number): Promise<void> {
  // What will be taken in the meantime is there on top, so that at least so many wait until the end.
  const taken = RATE * (SECONDS + (SETTLE_MS + WARM_UP_MS) / 1000);
  const each = Math.ceil((waiting + taken) / tenants.length);
  for (const { id } of tenants) await farm.ledger.query(FILL, [id, each]);
  await farm.ledger.query('ANALYZE jobs');
  await farm.ledger.query('ANALYZE work_orders');
}

async function measure(farm: Farm, waiting: number): Promise<Level> {
  await pause(SETTLE_MS);
  const { journal } = farm;
  const [from, before] = [journal.latencies.length, farm.processorTime()];
  await pause(SECONDS * 1000);
  const after = farm.processorTime();
  const latencies = journal.latencies.slice(from);
  if (latencies.length < 50) throw new Error(`Only ${latencies.length} offers in ${SECONDS} s.`);
  say(`${waiting} wait: ${latencies.length} offers measured`);
  const each1 = (part: 'coordinator' | 'database') =>
    ((after[part] - before[part]) / latencies.length) * 1000;
  return {
    waiting,
    p50: percentile(latencies, 0.5) ?? Infinity,
    p99: percentile(latencies, 0.99) ?? Infinity,
    coordinator: each1('coordinator'),
    database: each1('database'),
  };
}

function rowsOf(levels: Level[]): Row[] {
  const name = ({ waiting }: Level) => `${waiting.toLocaleString('en')} waiting`;
  const rows = levels.flatMap((level) => [
    told(`${name(level)}: offer p50, ms`, level.p50),
    level.waiting === 20_000
      ? atMost(`${name(level)}: offer p99, ms`, level.p99, LATENCY_BAR)
      : told(`${name(level)}: offer p99, ms`, level.p99),
    told(`${name(level)}: processor time of a render, coordinator, ms`, level.coordinator),
    told(`${name(level)}: processor time of a render, database, ms`, level.database),
  ]);
  const [first, last] = [levels[0], levels.at(-1)];
  if (!first || !last) return rows;
  const ratio = `${name(last)} ÷ ${name(first)}`;
  return [
    ...rows,
    atMost(`${ratio}: offer p50`, last.p50 / first.p50, BAR),
    atMost(`${ratio}: offer p99`, last.p99 / first.p99, BAR),
    atMost(`${ratio}: processor time of the database`, last.database / first.database, BAR),
  ];
}

/** As 20 agents with a free slot each would ask. */
async function explain({ ledger }: Farm): Promise<void> {
  const agents = await ledger.query<{ id: string }>('SELECT id FROM agents LIMIT 20');
  const ids = agents.map(({ id }) => id);
  const now = new Date();
  const values = [ids, 'cpu', now, 8192, 8192, ids, now, 'render', [], [], 0, ids.length];
  await ledger.query('BEGIN');
  const lines = await ledger.query<{ 'QUERY PLAN': string }>(
    `EXPLAIN (ANALYZE, BUFFERS) ${PICK_ORDERS}`,
    values,
  );
  await ledger.query('ROLLBACK');
  for (const line of lines) say(line['QUERY PLAN']);
}

const levels: Level[] = [];
await withFarm(OPTIONS, say, async (farm) => {
  const tenants = await makeTenants(farm.coordinator.url, farm.dataDir, 1000);
  await farm.fleet.join();
  await submitAll(farm.coordinator.url, turnsOf(tenants, 50, 0), seeded(1));
  for (const waiting of LEVELS) {
    await fill(farm, tenants, waiting);
    if (waiting === LEVELS[0]) {
      await farm.fleet.open();
      await pause(WARM_UP_MS);
    }
    say(`${waiting} are there`);
    levels.push(await measure(farm, waiting));
    if (flag('explain')) await explain(farm);
  }
});
report(rowsOf(levels), flag('json'));
process.exit();
