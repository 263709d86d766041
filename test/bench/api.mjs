// npm run bench:api [-- --quick] [--json]: 200 clients poll the status of renders while 50 of them run on fake agents.
// Prints the latency of the polls (p50, p99, worst). `--json` prints one last line {"rows":[{"name","value","bar","ok"}]}.
// The coordinator is a process of its own, as in a real farm; clients and agents share this one.
import { execFileSync, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { io } from 'socket.io-client';
import { Agent, request } from 'undici';

const ROOT = join(import.meta.dirname, '..', '..');
const QUICK = process.argv.includes('--quick');
const JSON_LINE = process.argv.includes('--json');
const option = (name, usual) =>
  Number(process.argv.find((text) => text.startsWith(`--${name}=`))?.split('=')[1] ?? usual);

const CLIENTS = option('clients', 200);
const RENDERS = option('renders', 50);
/** Between two polls of one client, ms: what official clients wait. */
const INTERVAL_MS = option('interval', 2000);
const SECONDS = option('seconds', QUICK ? 10 : 40);
/** Between two beats of an agent, ms. */
const BEAT_MS = 1000;
const BAR_MS = 50;
const say = (text) => process.stderr.write(`${text}\n`);
const dist = (path) => join(ROOT, 'dist', path);
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

function build() {
  if (existsSync(dist('coordinator/src/main.js'))) return;
  say('Building (dist is missing) …');
  execFileSync('npm', ['run', '-s', 'build'], { cwd: ROOT, stdio: ['ignore', 2, 2] });
}

async function startCoordinator(dataDir) {
  const child = spawn(process.execPath, [dist('coordinator/src/main.js')], {
    env: { ...process.env, FRAMEFARM_DATA: dataDir, FRAMEFARM_PORT: '0', FRAMEFARM_LOG_LEVEL: 'warn' },
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

/** An agent that takes whatever it is offered and beats with progress; it renders nothing. */
async function startAgent(url, joinToken, slots, { WIRE_VERSION, AGENTS_NAMESPACE }) {
  const agentId = randomUUID();
  const open = async (auth) => {
    const socket = io(`${url}${AGENTS_NAMESPACE}`, { auth, transports: ['websocket'], forceNew: true });
    await new Promise((resolve, reject) => {
      socket.once('connect', resolve);
      socket.once('connect_error', reject);
    });
    return socket;
  };
  const joining = await open({ joinToken });
  const joined = await joining.timeout(10_000).emitWithAck('join', { agentId, name: 'bench' });
  joining.disconnect();
  const socket = await open({ agentId, credential: joined.credential });
  const orders = [];
  socket.on('work.offer', ({ order }, answer) => {
    orders.push({ order, percent: 0 });
    answer({ accepted: true });
  });
  socket.on('work.stop', (_message, answer) => answer({ ok: true }));
  const bootId = randomUUID();
  await socket.timeout(10_000).emitWithAck('hello', {
    bootId,
    version: WIRE_VERSION,
    agentVersion: '0.1.0',
    name: 'bench',
    inventory: {
      hostname: 'bench',
      os: 'linux',
      arch: 'x64',
      cpu: 'none',
      cores: 2,
      memoryBytes: 2 ** 32,
      gpus: [],
      fonts: 0,
      labels: [],
    },
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
  const beat = async () => {
    const attempts = orders.map((held) => {
      held.percent = Math.min(99, held.percent + 1);
      const { attemptId, orderId, token } = held.order;
      const { percent } = held;
      return {
        ...{ attemptId, orderId, token },
        progress: { phase: 'rendering', percent, framesDone: percent, framesTotal: 100 },
      };
    });
    const state = { bootId, attempts, load: 0.5, diskFreeBytes: 1e11, accepting: true };
    await socket
      .timeout(10_000)
      .emitWithAck('beat', state)
      .catch(() => undefined);
  };
  const timer = setInterval(() => void beat(), BEAT_MS);
  return { orders, stop: () => (clearInterval(timer), socket.disconnect()) };
}

/** Processor time of a process so far; 0 where /proc does not tell. The database is not in it. */
function cpuSeconds(pid) {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
    return (Number(fields[11]) + Number(fields[12])) / 100;
  } catch {
    return 0;
  }
}

const percentile = (sorted, share) =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;

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
  return { times: times.sort((a, b) => a - b), failures };
}

async function submit(url, apiKey) {
  const layers = [
    { type: 'composition', width: 1280, height: 720, fps: 30, sourceDuration: 10 },
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

async function main() {
  build();
  const wire = await import(dist('shared/src/wire/index.js'));
  const dataDir = mkdtempSync(join(tmpdir(), 'framefarm-bench-'));
  const { url, child } = await startCoordinator(dataDir);
  const agents = [];
  try {
    const { apiKey } = JSON.parse(readFileSync(join(dataDir, 'credentials.json'), 'utf8'));
    const joinToken = readFileSync(join(dataDir, 'join-token'), 'utf8').trim();
    for (let i = 0; i < 5; i++) agents.push(await startAgent(url, joinToken, Math.ceil(RENDERS / 5), wire));
    const ids = [];
    for (let i = 0; i < RENDERS; i++) ids.push(await submit(url, apiKey));
    while (agents.reduce((sum, { orders }) => sum + orders.length, 0) < RENDERS) await sleep(50);
    say(`${RENDERS} renders run, ${CLIENTS} clients poll every ${INTERVAL_MS} ms for ${SECONDS} s …`);
    await pollAll(url, apiKey, ids, Date.now() + 3000); // Warm-up: connections and compiled code.
    const before = cpuSeconds(child.pid);
    const { times, failures } = await pollAll(url, apiKey, ids, Date.now() + SECONDS * 1000);
    report(times, failures, cpuSeconds(child.pid) - before);
  } finally {
    for (const agent of agents) agent.stop();
    child.kill('SIGTERM');
    await new Promise((resolve) => child.once('exit', resolve));
    rmSync(dataDir, { recursive: true, force: true });
  }
}

function report(times, failures, cpu) {
  const ms = (value) => Math.round(value * 10) / 10;
  const [p50, p99, worst] = [percentile(times, 0.5), percentile(times, 0.99), times.at(-1) ?? 0].map(ms);
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
  if (JSON_LINE) process.stdout.write(`${JSON.stringify({ rows })}\n`);
  process.exitCode = rows.every(({ ok }) => ok) ? 0 : 1;
}

await main();
