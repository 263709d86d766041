// What the benches of the coordinator share: a built coordinator of its own, agents that render nothing, small measures.
import { execFileSync, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { io } from 'socket.io-client';

const ROOT = join(import.meta.dirname, '..', '..');
/** Between two beats of an agent, ms. */
const BEAT_MS = 1000;

export const QUICK = process.argv.includes('--quick');
const JSON_LINE = process.argv.includes('--json');
export const option = (name, usual) =>
  Number(process.argv.find((text) => text.startsWith(`--${name}=`))?.split('=')[1] ?? usual);
export const say = (text) => process.stderr.write(`${text}\n`);
export const dist = (path) => join(ROOT, 'dist', path);
export const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
export const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
export const percentile = (values, share) => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
};

export function build() {
  if (existsSync(dist('coordinator/src/main.js'))) return;
  say('Building (dist is missing) …');
  execFileSync('npm', ['run', '-s', 'build'], { cwd: ROOT, stdio: ['ignore', 2, 2] });
}

/** The line for machines, and the exit code. */
export function conclude(rows) {
  if (JSON_LINE) process.stdout.write(`${JSON.stringify({ rows })}\n`);
  process.exitCode = rows.every(({ ok }) => ok) ? 0 : 1;
}

/** Runs `work` with a coordinator in a process of its own, on the embedded database in a folder that goes after it. */
export async function withCoordinator(work) {
  build();
  const dataDir = mkdtempSync(join(tmpdir(), 'framefarm-bench-'));
  const child = spawn(process.execPath, [dist('coordinator/src/main.js')], {
    env: { ...process.env, FRAMEFARM_DATA: dataDir, FRAMEFARM_PORT: '0', FRAMEFARM_LOG_LEVEL: 'error' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const gone = new Promise((resolve) => child.once('exit', resolve));
  try {
    const url = await readyAt(child);
    const secret = (name) => readFileSync(join(dataDir, name), 'utf8').trim();
    const { apiKey } = JSON.parse(secret('credentials.json'));
    const secrets = { apiKey, adminSecret: secret('admin-secret'), joinToken: secret('join-token') };
    await work({ url, pid: child.pid, ...secrets });
  } finally {
    child.kill('SIGTERM');
    await gone;
    rmSync(dataDir, { recursive: true, force: true });
  }
}

/** The address that a coordinator prints when it is ready. */
export const readyAt = (child) =>
  new Promise((resolve, reject) => {
    let text = '';
    child.stdout.on('data', (chunk) => {
      text += chunk;
      const ready = /Framefarm ready: (\S+)/.exec(text);
      if (ready) resolve(ready[1]);
    });
    child.once('exit', (code) => reject(new Error(`the coordinator ended with ${code}`)));
  });

export async function openSocket(url, auth) {
  const socket = io(url, { auth, transports: ['websocket'], forceNew: true });
  await new Promise((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('connect_error', reject);
  });
  return socket;
}

/** An agent that takes whatever it is offered and beats with progress; `onOffer` is told of each order it took. */
export async function startAgent({ url, joinToken }, slots, onOffer = () => undefined) {
  const { WIRE_VERSION, AGENTS_NAMESPACE } = await import(dist('shared/src/wire/index.js'));
  const agentId = randomUUID();
  const bootId = randomUUID();
  const door = `${url}${AGENTS_NAMESPACE}`;
  const joining = await openSocket(door, { joinToken });
  const joined = await joining.timeout(10_000).emitWithAck('join', { agentId, name: 'bench' });
  joining.disconnect();
  const socket = await openSocket(door, { agentId, credential: joined.credential });
  const held = new Map();
  socket.on('work.offer', ({ order }, answer) => {
    held.set(order.attemptId, { order, percent: 0 });
    answer({ accepted: true });
    onOffer(order, { socket, drop: () => held.delete(order.attemptId) });
  });
  socket.on('work.stop', (_message, answer) => answer({ ok: true }));
  await socket.timeout(10_000).emitWithAck('hello', helloOf(bootId, slots, WIRE_VERSION));
  const timer = setInterval(() => {
    socket
      .timeout(10_000)
      .emitWithAck('beat', beatOf(bootId, held))
      .catch(() => undefined);
  }, BEAT_MS);
  return { held, stop: () => (clearInterval(timer), socket.disconnect()) };
}

const helloOf = (bootId, slots, version) => ({
  ...{ bootId, version, agentVersion: '0.1.0', name: 'bench' },
  inventory: {
    ...{ hostname: 'bench', os: 'linux', arch: 'x64', cpu: 'none', cores: 2, memoryBytes: 2 ** 32 },
    ...{ gpus: [], fonts: 0, labels: [] },
  },
  capabilities: {
    ffmpeg: { path: '/usr/bin/ffmpeg', version: '8.0', origin: 'system' },
    ffprobe: { path: '/usr/bin/ffprobe', version: '8.0' },
    encoders: [{ name: 'libx264', codec: 'h264', engine: 'cpu', available: true }],
    ...{ filters: [], decoders: [], maxWidth: 8192, maxHeight: 8192 },
  },
  slots: [{ engine: 'cpu', count: slots }],
  running: [],
});

function beatOf(bootId, held) {
  const attempts = [...held.values()].map((one) => {
    const { attemptId, orderId, token } = one.order;
    const percent = (one.percent = Math.min(99, one.percent + 1));
    const progress = { phase: 'rendering', percent, framesDone: percent, framesTotal: 100 };
    return { attemptId, orderId, token, progress };
  });
  const vitals = {
    cpuPercent: Math.round(Math.random() * 100),
    memoryUsedBytes: 2 ** 30,
    memoryTotalBytes: 2 ** 32,
  };
  return { bootId, attempts, load: 0.5, diskFreeBytes: 1e11, accepting: true, vitals };
}

/** Sends a small scene, too short to be cut into pieces; answers the id of its job. */
export async function submit({ url, apiKey }) {
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

/** Processor time of a process so far, seconds; 0 where /proc does not tell. The database is not in it. */
export function cpuSeconds(pid) {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
    return (Number(fields[11]) + Number(fields[12])) / 100;
  } catch {
    return 0;
  }
}
