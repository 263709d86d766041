// npm run bench:live [-- --quick] [--json]: what 200 watchers of the live feed cost the scheduler. In turns with and
// without them, while 50 renders move and new work comes: the time from a submission to the agent's offer, the delay of
// the event loop, and the processor time of the coordinator. Coordinator, watchers, and the rest are three processes.
// `--json` prints one last line {"rows":[{"name","value","bar","ok"}]}, values as ratios with : without watchers.
import { execFileSync, fork, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { io } from 'socket.io-client';

const ROOT = join(import.meta.dirname, '..', '..');
const QUICK = process.argv.includes('--quick');
const JSON_LINE = process.argv.includes('--json');
const option = (name, usual) =>
  Number(process.argv.find((text) => text.startsWith(`--${name}=`))?.split('=')[1] ?? usual);

const WATCHERS = option('watchers', 200);
const RENDERS = option('renders', 50);
const TURNS = option('turns', QUICK ? 1 : 4);
const SECONDS = option('seconds', QUICK ? 8 : 12);
const BEAT_MS = 1000;
/** Between two submissions whose offers are timed, ms. */
const SUBMIT_MS = 100;
/** A ratio above it would be a cost that can be measured beyond what runs differ by themselves. */
const BAR = 1.25;
const say = (text) => process.stderr.write(`${text}\n`);
const dist = (path) => join(ROOT, 'dist', path);
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
const percentile = (values, share) => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
};

async function open(url, auth) {
  const socket = io(url, { auth, transports: ['websocket'], forceNew: true });
  await new Promise((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('connect_error', reject);
  });
  return socket;
}

/** The process of the watchers: as a dashboard does, each answers every message. */
async function beWatchers() {
  const { url, adminSecret } = JSON.parse(process.env.BENCH_LIVE);
  let messages = 0;
  let bytes = 0;
  const sockets = [];
  for (let i = 0; i < WATCHERS; i++) {
    const socket = await open(`${url}/live`, { adminSecret });
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

async function startCoordinator(dataDir) {
  if (!existsSync(dist('coordinator/src/main.js'))) {
    say('Building (dist is missing) …');
    execFileSync('npm', ['run', '-s', 'build'], { cwd: ROOT, stdio: ['ignore', 2, 2] });
  }
  const child = spawn(process.execPath, [dist('coordinator/src/main.js')], {
    env: { ...process.env, FRAMEFARM_DATA: dataDir, FRAMEFARM_PORT: '0', FRAMEFARM_LOG_LEVEL: 'error' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const url = await new Promise((resolve, reject) => {
    let text = '';
    child.stdout.on('data', (chunk) => {
      text += chunk;
      const ready = /Framefarm ready: (\S+)/.exec(text);
      if (ready) resolve(ready[1]);
    });
    child.once('exit', (code) => reject(new Error(`the coordinator ended with ${code}`)));
  });
  return { url, child };
}

/** An agent that renders nothing: `onOffer` is told of each offer it took. */
async function startAgent(url, joinToken, slots, wire, onOffer) {
  const agentId = randomUUID();
  const joining = await open(`${url}${wire.AGENTS_NAMESPACE}`, { joinToken });
  const joined = await joining.timeout(10_000).emitWithAck('join', { agentId, name: 'bench' });
  joining.disconnect();
  const socket = await open(`${url}${wire.AGENTS_NAMESPACE}`, { agentId, credential: joined.credential });
  const held = new Map();
  socket.on('work.offer', ({ order }, answer) => {
    held.set(order.attemptId, { order, percent: 0 });
    answer({ accepted: true });
    onOffer(order, { socket, drop: () => held.delete(order.attemptId) });
  });
  socket.on('work.stop', (_message, answer) => answer({ ok: true }));
  const bootId = randomUUID();
  const inventory = {
    hostname: 'bench',
    os: 'linux',
    arch: 'x64',
    cpu: 'none',
    cores: 2,
    memoryBytes: 2 ** 32,
  };
  await socket.timeout(10_000).emitWithAck('hello', {
    bootId,
    version: wire.WIRE_VERSION,
    agentVersion: '0.1.0',
    name: 'bench',
    inventory: { ...inventory, gpus: [], fonts: 0, labels: [] },
    capabilities: {
      ffmpeg: { path: '/usr/bin/ffmpeg', version: '8.0', origin: 'system' },
      ffprobe: { path: '/usr/bin/ffprobe', version: '8.0' },
      encoders: [{ name: 'libx264', codec: 'h264', engine: 'cpu', available: true }],
      filters: [],
      decoders: [],
      maxWidth: 8192,
      maxHeight: 8192,
    },
    slots: [{ engine: 'cpu', count: slots }],
    running: [],
  });
  let beats = 0;
  const timer = setInterval(() => {
    beats++;
    const attempts = [...held.values()].map(({ order }) => ({
      attemptId: order.attemptId,
      orderId: order.orderId,
      token: order.token,
      progress: { phase: 'rendering', percent: Math.min(99, beats), framesDone: beats, framesTotal: 3000 },
    }));
    const vitals = { cpuPercent: beats % 100, memoryUsedBytes: beats * 1000, memoryTotalBytes: 2 ** 32 };
    const state = { bootId, attempts, load: 0.5, diskFreeBytes: 1e11, accepting: true, vitals };
    socket
      .timeout(10_000)
      .emitWithAck('beat', state)
      .catch(() => undefined);
  }, BEAT_MS);
  return { held, stop: () => (clearInterval(timer), socket.disconnect()) };
}

async function submit(url, apiKey) {
  const layers = [
    { type: 'composition', width: 1280, height: 720, fps: 30, sourceDuration: 100 },
    { type: 'text', text: 'Hello', style: { fontSize: 8 } },
  ];
  const response = await fetch(`${url}/v1/render`, {
    method: 'POST',
    headers: { 'x-api-key': apiKey, 'content-type': 'application/json' },
    body: JSON.stringify({ videoJSON: { name: 'bench', layers } }),
  });
  if (!response.ok) throw new Error(`submitting answered ${response.status}: ${await response.text()}`);
  return (await response.json()).jobId;
}

/** Processor time of a process so far, seconds. */
function cpuSeconds(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
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
  const cpu = cpuSeconds(farm.child.pid);
  const began = performance.now();
  const times = [];
  while (performance.now() - began < SECONDS * 1000) {
    const submitted = performance.now();
    const at = await offered(await submit(farm.url, farm.apiKey));
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
    cpu: (cpuSeconds(farm.child.pid) - cpu) / seconds,
  };
}

async function watchedTurn(farm, offered) {
  const env = { ...process.env, BENCH_LIVE: JSON.stringify(farm.access) };
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

async function main() {
  const dataDir = mkdtempSync(join(tmpdir(), 'framefarm-bench-'));
  const { url, child } = await startCoordinator(dataDir);
  const wire = await import(dist('shared/src/wire/index.js'));
  const agents = [];
  try {
    const { apiKey } = JSON.parse(readFileSync(join(dataDir, 'credentials.json'), 'utf8'));
    const adminSecret = readFileSync(join(dataDir, 'admin-secret'), 'utf8').trim();
    const joinToken = readFileSync(join(dataDir, 'join-token'), 'utf8').trim();
    const farm = { url, child, apiKey, adminSecret, access: { url, adminSecret } };
    for (let i = 0; i < 5; i++)
      agents.push(await startAgent(url, joinToken, Math.ceil(RENDERS / 5), wire, () => undefined));
    for (let i = 0; i < Math.ceil(RENDERS / 5) * 5; i++) await submit(url, apiKey);
    while (agents.reduce((sum, { held }) => sum + held.size, 0) < RENDERS) await sleep(50);
    // One more agent takes the timed work and ends it at once, in the words of a missing source.
    const waits = new Map();
    const seen = new Map();
    const quick = await startAgent(url, joinToken, 20, wire, (order, { socket, drop }) => {
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
    agents.push(quick);
    const offered = (jobId) =>
      seen.has(jobId) ? seen.get(jobId) : new Promise((resolve) => waits.set(jobId, resolve));
    say('Warming up …');
    await watchedTurn(farm, offered);
    const without = [];
    const watched = [];
    for (let i = 0; i < TURNS; i++) {
      without.push(await turn(farm, offered));
      watched.push(await watchedTurn(farm, offered));
      say(`turn ${i + 1} of ${TURNS}`);
    }
    report(without, watched);
  } finally {
    for (const agent of agents) agent.stop();
    child.kill('SIGTERM');
    await new Promise((resolve) => child.once('exit', resolve));
    rmSync(dataDir, { recursive: true, force: true });
  }
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
  if (JSON_LINE) process.stdout.write(`${JSON.stringify({ rows })}\n`);
  process.exitCode = rows.every(({ ok }) => ok) ? 0 : 1;
}

await (process.env.BENCH_LIVE ? beWatchers() : main());
