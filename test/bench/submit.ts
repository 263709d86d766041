// npm run bench:submit [-- --quick] [--json] [--database embedded|distribution] [--seconds N] [--clients N] [--keys] [--tenants]:
// how many renders a coordinator takes in a second. Clients that never pause send a real scene to POST /v1/render over
// keep-alive connections; the coordinator is a process of its own, the database another, the clients share this one.
// No agent is connected, so that everything waits. `--keys`: each request has an Idempotency-Key. `--tenants`: five
// workspaces by turns, not one. `--profile FOLDER`:
// the coordinator writes a --cpu-prof there.
import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Pool } from 'undici';
import { CoordinatorProcess } from '../sim/coordinator-process.js';
import { percentile } from '../sim/measures.js';
import { makeTenants } from '../sim/tenants.js';
import { processorTime, type ProcessorTime } from '../sim/processor-time.js';
import { openDatabase, type BenchDatabase, type DatabaseKind } from './bench-database.js';
import { atLeast, atMost, flag, option, report, say, textOption, told, type Row } from './bench-rows.js';

const QUICK = flag('quick');
const SECONDS = option('seconds', QUICK ? 5 : 20);
const WARM_UP_SECONDS = QUICK ? 2 : 5;
const CLIENTS = option('clients', 24);
const BARS: Record<DatabaseKind, { rate: number; p99?: number }> = {
  embedded: { rate: 250 },
  distribution: { rate: 500, p99: 100 },
};

/** Ten seconds of video with a logo and two titles, as customers send it. */
const SCENE = {
  name: 'An offer of the week',
  layers: [
    { type: 'composition', width: 1920, height: 1080, fps: 30, sourceDuration: 10 },
    { type: 'video', src: 'https://media.example.com/clips/8f3a/clip.mp4', duration: 10 },
    {
      ...{ type: 'image', src: 'https://media.example.com/brand/logo.png', start: 0.5, duration: 9 },
      style: { position: [0.88, 0.14], scale: 0.2 },
      transitionIn: { transition: 'slideLeft', duration: 0.8 },
      transitionOut: { transition: 'fade', duration: 0.6 },
    },
    {
      ...{ type: 'text', text: 'A title that slides in', start: 0.5, duration: 4.5 },
      style: { fontFamily: 'Inter', fontSize: 5, fontWeight: 700, position: [0.5, 0.72] },
      transitionIn: { transition: 'slideUp', duration: 0.8 },
    },
    {
      ...{ type: 'text', text: 'and another one after it', start: 5, duration: 4.5 },
      style: { fontFamily: 'Inter', fontSize: 4, position: [0.5, 0.8] },
      transitionIn: { transition: 'zoom', duration: 0.8 },
    },
  ],
};

interface Outcome {
  took: number[];
  seconds: number;
  used: ProcessorTime;
}

/** All clients send until the time is over; the answers of the warm-up count for nothing. */
async function load(url: string, apiKeys: string[], seconds: number): Promise<number[]> {
  const pool = new Pool(url, { connections: CLIENTS });
  const body = JSON.stringify({ videoJSON: SCENE });
  const took: number[] = [];
  const until = performance.now() + seconds * 1000;
  const client = async (apiKey: string): Promise<void> => {
    while (performance.now() < until) {
      const begun = performance.now();
      const headers = { 'x-api-key': apiKey, 'content-type': 'application/json' };
      const answer = await pool.request({
        ...{ method: 'POST', path: '/v1/render', body },
        headers: flag('keys') ? { ...headers, 'idempotency-key': randomUUID() } : headers,
      });
      const text = await answer.body.text();
      if (answer.statusCode !== 200) throw new Error(`submitting answered ${answer.statusCode}: ${text}`);
      took.push(performance.now() - begun);
    }
  };
  await Promise.all(
    Array.from({ length: CLIENTS }, (_, index) => client(apiKeys[index % apiKeys.length] ?? '')),
  );
  await pool.close();
  return took;
}

async function measure(kind: DatabaseKind): Promise<Row[]> {
  const folder = await mkdtemp(join(tmpdir(), 'framefarm-bench-'));
  const undo: (() => Promise<void>)[] = [() => rm(folder, { recursive: true, force: true })];
  try {
    say(`${kind}: starting database and coordinator …`);
    const database = await openDatabase(kind, join(folder, 'database'));
    undo.push(() => database.stop());
    const coordinator = new CoordinatorProcess(folder, { DATABASE_URL: database.url }, profiling());
    undo.push(() => coordinator.stop());
    await coordinator.start();
    const { apiKey } = JSON.parse(readFileSync(join(folder, 'credentials.json'), 'utf8')) as {
      apiKey: string;
    };
    const apiKeys = flag('tenants')
      ? (await makeTenants(coordinator.url, folder, 0)).map((tenant) => tenant.apiKey)
      : [apiKey];
    await load(coordinator.url, apiKeys, WARM_UP_SECONDS);
    return rowsOf(kind, database, await watch(database, coordinator, apiKeys));
  } finally {
    for (const step of undo.reverse()) await step();
  }
}

async function watch(
  database: BenchDatabase,
  coordinator: CoordinatorProcess,
  apiKeys: string[],
): Promise<Outcome> {
  const before = processorTime(coordinator.pid, database.pid);
  const begun = performance.now();
  const took = await load(coordinator.url, apiKeys, SECONDS);
  const seconds = (performance.now() - begun) / 1000;
  const after = processorTime(coordinator.pid, database.pid);
  const [row] = await database.query<{ count: number }>('SELECT count(*)::int FROM work_orders');
  if ((row?.count ?? 0) < took.length) throw new Error('Fewer orders wait than were answered.');
  const used = {
    coordinator: after.coordinator - before.coordinator,
    database: after.database - before.database,
    simulator: after.simulator - before.simulator,
  };
  return { took, seconds, used };
}

function rowsOf(kind: DatabaseKind, { name }: BenchDatabase, { took, seconds, used }: Outcome): Row[] {
  const { rate, p99 } = BARS[kind];
  const each = (spent: number) => (spent / took.length) * 1000;
  const latency = percentile(took, 0.99) ?? Infinity;
  return [
    atLeast(`${name}: submissions a second`, took.length / seconds, rate),
    p99 === undefined ? told(`${name}: p99, ms`, latency) : atMost(`${name}: p99, ms`, latency, p99),
    told(`${name}: p50, ms`, percentile(took, 0.5) ?? Infinity),
    told(`${name}: processor time of one, coordinator, ms`, each(used.coordinator)),
    told(`${name}: processor time of one, database, ms`, each(used.database)),
    told(`${name}: processor time of one, clients, ms`, each(used.simulator)),
  ];
}

const profiling = (): string[] => {
  const folder = textOption('profile', '');
  return folder === '' ? [] : ['--cpu-prof', `--cpu-prof-dir=${folder}`];
};

if (!existsSync('dist/coordinator/src/main.js'))
  throw new Error('Run `npm run build` first: the coordinator runs from dist.');
const chosen = textOption('database', '');
const kinds: DatabaseKind[] =
  chosen === 'embedded' || chosen === 'distribution' ? [chosen] : ['embedded', 'distribution'];
const rows: Row[] = [];
for (const kind of kinds) rows.push(...(await measure(kind)));
report(rows, flag('json'));
process.exit();
