// npm run bench:pieces [-- --seconds=180] [--json]: one long film on agents that have one core each (taskset): made in one
// piece by one of them, in pieces by two, and again after one title changed. Prints seconds and ratios; `--json` prints
// one last line {"rows":[{"name","value","bar","ok"}]}. Coordinator and database share the same cores.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build, conclude, dist, option, readyAt, say, sleep } from './bench-farm.mjs';

const SECONDS = option('seconds', 180);

/** A title every five seconds over a moving colour; the fourth may say something else. */
const scene = (fourth) => ({
  name: 'pieces',
  layers: [
    {
      type: 'composition',
      width: 1280,
      height: 720,
      fps: 30,
      sourceDuration: SECONDS,
      backgroundColor: '#103050',
    },
    ...Array.from({ length: SECONDS / 5 }, (_, index) => ({
      type: 'text',
      text: index === 3 ? fourth : `Title number ${index + 1}`,
      start: index * 5 + 0.5,
      duration: 4,
      style: { fontFamily: 'Inter', fontSize: 9, fontWeight: 700, position: [0.5, 0.5] },
      animations: [
        {
          property: 'rotation',
          keyframes: [
            { time: 0, value: -20 },
            { time: 4, value: 20 },
          ],
        },
      ],
    })),
  ],
});

/** A farm of its own: coordinator and `agents` agents, agent n on core n. */
async function startFarm(agents, chunks) {
  const folder = mkdtempSync(join(tmpdir(), 'framefarm-bench-'));
  const children = [];
  const run = (program, args, env) => {
    const child = spawn(program, args, {
      env: { ...process.env, FRAMEFARM_LOG_LEVEL: 'warn', ...env },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    children.push(child);
    return child;
  };
  const data = join(folder, 'coordinator');
  const coordinator = run(process.execPath, [dist('coordinator/src/main.js')], {
    FRAMEFARM_DATA: data,
    FRAMEFARM_PORT: '0',
    FRAMEFARM_CHUNKS: chunks,
  });
  const url = await readyAt(coordinator);
  const joinToken = readFileSync(join(data, 'join-token'), 'utf8').trim();
  for (let core = 0; core < agents; core++)
    run('taskset', ['-c', String(core), process.execPath, dist('agent/src/main.js')], {
      FRAMEFARM_URL: url,
      FRAMEFARM_JOIN_TOKEN: joinToken,
      FRAMEFARM_AGENT_DATA: join(folder, `agent-${core}`),
      FRAMEFARM_SLOTS: '1',
    }).stdout.resume();
  const { apiKey } = JSON.parse(readFileSync(join(data, 'credentials.json'), 'utf8'));
  const secret = readFileSync(join(data, 'admin-secret'), 'utf8').trim();
  const farm = {
    async call(path, body) {
      const response = await fetch(`${url}${path}`, {
        method: body ? 'POST' : 'GET',
        headers: { 'x-api-key': apiKey, 'x-admin-secret': secret, 'content-type': 'application/json' },
        ...(body ? { body: JSON.stringify(body) } : {}),
      });
      if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
      return response.json();
    },
    async stop() {
      for (const child of children.reverse()) {
        child.kill('SIGTERM');
        if (child.exitCode === null) await once(child, 'exit');
      }
      rmSync(folder, { recursive: true, force: true });
    },
  };
  for (;;) {
    const { agents: known } = await farm.call('/v1/admin/agents');
    if (known.filter(({ presence, accepting }) => presence === 'online' && accepting).length === agents)
      break;
    await sleep(200);
  }
  return farm;
}

/** Wall seconds from the submission to the published film. */
async function seconds(farm, fourth) {
  const began = performance.now();
  const { jobId } = await farm.call('/v1/render', { videoJSON: scene(fourth) });
  for (;;) {
    const { status, error } = await farm.call(`/v1/render/${jobId}`);
    if (status === 'failed') throw new Error(error);
    if (status === 'completed') return (performance.now() - began) / 1000;
    await sleep(100);
  }
}

build();
const one = await startFarm(1, 'never');
const whole = await seconds(one, 'Title number 4');
await one.stop();
say(`one agent, one piece: ${whole.toFixed(1)} s`);
const two = await startFarm(2, 'auto');
const pieces = await seconds(two, 'Title number 4');
say(`two agents, pieces: ${pieces.toFixed(1)} s`);
const changed = await seconds(two, 'Changed');
say(`one title changed: ${changed.toFixed(1)} s`);
const { chunkCache } = await two.call('/v1/admin/farm');
await two.stop();
const rows = [
  {
    name: 'speed-up of two agents of one core',
    value: whole / pieces,
    bar: 1.85,
    ok: whole / pieces >= 1.85,
  },
  {
    name: 're-render after one title / first render',
    value: changed / pieces,
    bar: 0.25,
    ok: changed / pieces <= 0.25,
  },
];
for (const { name, value, bar, ok } of rows)
  say(`${ok ? 'ok  ' : 'MISS'} ${name}: ${value.toFixed(2)} (bar ${bar})`);
say(`cache: ${chunkCache.hits} hits, ${chunkCache.misses} misses`);
conclude(rows);
