// npm run bench:api [-- --quick] [--json]: 200 clients poll the status of renders while 50 of them run on fake agents.
// Prints the latency of the polls (p50, p99, worst). `--json` prints one last line {"rows":[{"name","value","bar","ok"}]}.
// The coordinator is a process of its own, as in a real farm; clients and agents share this one.
import { Agent, request } from 'undici';
import {
  conclude,
  cpuSeconds,
  option,
  percentile,
  QUICK,
  say,
  sleep,
  startAgent,
  submit,
  withCoordinator,
} from './bench-farm.mjs';

const CLIENTS = option('clients', 200);
const RENDERS = option('renders', 50);
/** Between two polls of one client, ms: what official clients wait. */
const INTERVAL_MS = option('interval', 2000);
const SECONDS = option('seconds', QUICK ? 10 : 40);
const BAR_MS = 50;

async function pollAll(url, apiKey, ids, until) {
  const connections = new Agent({ connections: CLIENTS, keepAliveTimeout: 60_000 });
  const times = [];
  let failures = 0;
  const client = async (index) => {
    // Clients do not poll in step.
    await sleep((INTERVAL_MS * index) / CLIENTS);
    while (Date.now() < until) {
      const begun = performance.now();
      try {
        const { statusCode, body } = await request(`${url}/v1/render/${ids[index % ids.length]}`, {
          headers: { 'x-api-key': apiKey, 'accept-encoding': 'gzip' },
          dispatcher: connections,
        });
        await body.text();
        if (statusCode !== 200) failures++;
      } catch {
        failures++;
      }
      const took = performance.now() - begun;
      times.push(took);
      await sleep(Math.max(0, INTERVAL_MS - took));
    }
  };
  await Promise.all(Array.from({ length: CLIENTS }, (_, index) => client(index)));
  await connections.close();
  return { times, failures };
}

async function measure(farm) {
  const agents = [];
  for (let i = 0; i < 5; i++) agents.push(await startAgent(farm, Math.ceil(RENDERS / 5)));
  const ids = [];
  for (let i = 0; i < RENDERS; i++) ids.push(await submit(farm));
  while (agents.reduce((sum, { held }) => sum + held.size, 0) < RENDERS) await sleep(50);
  say(`${RENDERS} renders run, ${CLIENTS} clients poll every ${INTERVAL_MS} ms for ${SECONDS} s …`);
  await pollAll(farm.url, farm.apiKey, ids, Date.now() + 3000); // Warm-up: connections and compiled code.
  const before = cpuSeconds(farm.pid);
  const { times, failures } = await pollAll(farm.url, farm.apiKey, ids, Date.now() + SECONDS * 1000);
  report(times, failures, cpuSeconds(farm.pid) - before);
  for (const agent of agents) agent.stop();
}

function report(times, failures, cpu) {
  const ms = (value) => Math.round(value * 10) / 10;
  const [p50, p99, worst] = [percentile(times, 0.5), percentile(times, 0.99), percentile(times, 1)].map(ms);
  say(`polls ${times.length} (${Math.round(times.length / SECONDS)} a second), failed ${failures}`);
  say(
    `coordinator: ${ms((cpu * 1000) / times.length)} ms of processor time a poll, beats of agents included`,
  );
  say(`p50 ${p50} ms, p99 ${p99} ms (bar ${BAR_MS}), worst ${worst} ms`);
  const rows = [
    {
      name: `status poll p50, ${CLIENTS} clients, ${RENDERS} renders`,
      value: p50,
      bar: BAR_MS,
      ok: p50 <= BAR_MS,
    },
    {
      name: `status poll p99, ${CLIENTS} clients, ${RENDERS} renders`,
      value: p99,
      bar: BAR_MS,
      ok: p99 <= BAR_MS,
    },
    { name: 'failed polls', value: failures, bar: 0, ok: failures === 0 },
  ];
  conclude(rows);
}

await withCoordinator(measure);
