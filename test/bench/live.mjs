// npm run bench:live [-- --quick] [--json]: what 200 watchers of the live feed cost the scheduler. In turns with and
// without them, while 50 renders move and new work comes: the time from a submission to the agent's offer, the delay of
// the event loop, and the processor time of the coordinator. Coordinator, watchers, and the rest are three processes.
// `--json` prints one last line {"rows":[{"name","value","bar","ok"}]}, values as ratios with : without watchers.
import { fork } from 'node:child_process';
import {
  conclude,
  cpuSeconds,
  median,
  openSocket,
  option,
  percentile,
  QUICK,
  say,
  sleep,
  startAgent,
  submit,
  withCoordinator,
} from './bench-farm.mjs';

const WATCHERS = option('watchers', 200);
const RENDERS = option('renders', 50);
const TURNS = option('turns', QUICK ? 1 : 4);
const SECONDS = option('seconds', QUICK ? 8 : 12);
/** Between two submissions whose offers are timed, ms. */
const SUBMIT_MS = 100;
/** A ratio above it would be a cost that can be measured beyond what runs differ by themselves. */
const BAR = 1.25;

/** The process of the watchers: as a dashboard does, each answers every message. */
async function beWatchers() {
  const { url, adminSecret } = JSON.parse(process.env.BENCH_LIVE);
  let messages = 0;
  let bytes = 0;
  const sockets = [];
  for (let i = 0; i < WATCHERS; i++) {
    const socket = await openSocket(`${url}/live`, { adminSecret });
    for (const name of ['picture', 'change'])
      socket.on(name, (body) => {
        messages++;
        if (i === 0) bytes += JSON.stringify(body).length;
        socket.emit('seen', body.seq);
      });
    sockets.push(socket);
  }
  process.on('message', () => {
    process.send({ messages, bytes });
    for (const socket of sockets) socket.disconnect();
    process.disconnect();
  });
  process.send('ready');
}

/** Delay of the coordinator's event loop since the last call, ms. */
async function loopDelay({ url, adminSecret }) {
  const text = await (await fetch(`${url}/metrics`, { headers: { 'x-admin-secret': adminSecret } })).text();
  const read = (name) =>
    Number(new RegExp(`^nodejs_eventloop_lag_${name}_seconds (\\S+)`, 'm').exec(text)?.[1]) * 1000;
  return { mean: read('mean'), p99: read('p99') };
}

async function turn(farm, offered) {
  await loopDelay(farm);
  const cpu = cpuSeconds(farm.pid);
  const began = performance.now();
  const times = [];
  while (performance.now() - began < SECONDS * 1000) {
    const submitted = performance.now();
    const at = await offered(await submit(farm));
    times.push(at - submitted);
    await sleep(Math.max(0, SUBMIT_MS - (performance.now() - submitted)));
  }
  const seconds = (performance.now() - began) / 1000;
  const loop = await loopDelay(farm);
  return {
    offerP50: percentile(times, 0.5),
    offerP99: percentile(times, 0.99),
    loopMean: loop.mean,
    loopP99: loop.p99,
    cpu: (cpuSeconds(farm.pid) - cpu) / seconds,
  };
}

async function watchedTurn(farm, offered) {
  const env = {
    ...process.env,
    BENCH_LIVE: JSON.stringify({ url: farm.url, adminSecret: farm.adminSecret }),
  };
  const watchers = fork(import.meta.filename, process.argv.slice(2), { env });
  await new Promise((resolve) => watchers.once('message', resolve));
  await sleep(1500);
  const result = await turn(farm, offered);
  const told = new Promise((resolve) => watchers.once('message', resolve));
  const gone = new Promise((resolve) => watchers.once('exit', resolve));
  watchers.send('stop');
  const { messages, bytes } = await told;
  await gone;
  return { ...result, messages: messages / WATCHERS / (SECONDS + 1.5), bytes: bytes / (SECONDS + 1.5) };
}

/** An agent that ends its work at once, in the words of a missing source, and says when each job was offered to it. */
async function startQuickAgent(farm) {
  const waits = new Map();
  const seen = new Map();
  const { stop } = await startAgent(farm, 20, (order, { socket, drop }) => {
    const at = performance.now();
    if (waits.has(order.jobId)) waits.get(order.jobId)(at);
    else seen.set(order.jobId, at);
    const { attemptId, orderId, token } = order;
    const failure = { code: 'source-not-found', message: 'The bench needs no file.' };
    drop();
    socket
      .timeout(10_000)
      .emitWithAck('attempt.failed', { attemptId, orderId, token, failure })
      .catch(() => undefined);
  });
  const offered = (jobId) =>
    seen.has(jobId) ? seen.get(jobId) : new Promise((resolve) => waits.set(jobId, resolve));
  return { stop, offered };
}

async function measure(farm) {
  const agents = [];
  for (let i = 0; i < 5; i++) agents.push(await startAgent(farm, Math.ceil(RENDERS / 5)));
  for (let i = 0; i < Math.ceil(RENDERS / 5) * 5; i++) await submit(farm);
  while (agents.reduce((sum, { held }) => sum + held.size, 0) < RENDERS) await sleep(50);
  const quick = await startQuickAgent(farm);
  say('Warming up …');
  await watchedTurn(farm, quick.offered);
  const without = [];
  const watched = [];
  for (let i = 0; i < TURNS; i++) {
    without.push(await turn(farm, quick.offered));
    watched.push(await watchedTurn(farm, quick.offered));
    say(`turn ${i + 1} of ${TURNS}`);
  }
  report(without, watched);
  for (const agent of [...agents, quick]) agent.stop();
}

function report(without, watched) {
  const of = (turns, name) => median(turns.map((one) => one[name]));
  const names = {
    offerP50: 'offer p50, ms',
    offerP99: 'offer p99, ms',
    loopMean: 'event loop delay mean, ms',
    loopP99: 'event loop delay p99, ms',
    cpu: 'coordinator, cores',
  };
  const rows = Object.entries(names).map(([key, name]) => {
    const [a, b] = [of(without, key), of(watched, key)];
    say(
      `${name}: ${a.toFixed(2)} without, ${b.toFixed(2)} with ${WATCHERS} watchers, ratio ${(b / a).toFixed(2)}`,
    );
    // Processor time is told and has no bar: work for watchers is work.
    const bar = key === 'cpu' ? null : BAR;
    return { name, value: Math.round((b / a) * 100) / 100, bar, ok: bar === null || b / a <= bar };
  });
  say(
    `each watcher got ${of(watched, 'messages').toFixed(2)} messages a second, ${Math.round(of(watched, 'bytes') / 1000)} kB a second`,
  );
  conclude(rows);
}

await (process.env.BENCH_LIVE ? beWatchers() : withCoordinator(measure));
