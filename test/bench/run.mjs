// npm run bench [-- --quick] [--json]: our renders against ffmpeg's own decode + scale + encode of the same length, at
// the same encoder settings, in one run. `--json` prints one last line {"rows":[{"name","value","bar","ok"}]}.
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { benchScenes } from './scenes.mjs';

const ROOT = join(import.meta.dirname, '..', '..');
const QUICK = process.argv.includes('--quick');
const JSON_LINE = process.argv.includes('--json');
const RUNS = QUICK ? 2 : 5;
const OUT = join(ROOT, 'test', 'output', 'bench');
const dist = (path) => join(ROOT, 'dist', path);

function tool(name, variable) {
  const bundled = join(ROOT, 'node_modules', '@backendsuraj', `offline-${name}-linux-x64`, 'bin', name);
  return process.env[variable] ?? (existsSync(bundled) ? bundled : name);
}
const tools = { ffmpeg: tool('ffmpeg', 'FFMPEG_PATH'), ffprobe: tool('ffprobe', 'FFPROBE_PATH') };
const say = (text) => process.stderr.write(`${text}\n`);

function build() {
  if (existsSync(dist('agent/src/render/index.js'))) return;
  say('Building (dist is missing) …');
  execFileSync('npm', ['run', '-s', 'build'], { cwd: ROOT, stdio: ['ignore', 2, 2] });
}

/** Wall seconds of a program and the largest resident memory of it and its children, in MB. */
function measure(program, args) {
  return new Promise((resolve, reject) => {
    const begun = performance.now();
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    let [stdout, stderr, peak] = ['', '', 0];
    child.stdout.on('data', (data) => (stdout += data));
    child.stderr.on('data', (data) => (stderr += data));
    const watch = setInterval(() => (peak = Math.max(peak, treeMemory(child.pid))), 50);
    child.once('error', reject);
    child.once('close', (code) => {
      clearInterval(watch);
      const seconds = (performance.now() - begun) / 1000;
      if (code === 0) resolve({ seconds, megabytes: Math.round(peak), stdout });
      else reject(new Error(`${program} ended with ${code}: ${stderr.slice(-2000)}`));
    });
  });
}

/** Resident MB of a process and everything below it; 0 where /proc does not tell. */
function treeMemory(root) {
  try {
    const parents = new Map();
    const sizes = new Map();
    for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
      const status = readFileSync(`/proc/${pid}/status`, 'utf8');
      parents.set(Number(pid), Number(/^PPid:\s+(\d+)/m.exec(status)?.[1]));
      sizes.set(Number(pid), Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1] ?? 0) / 1024);
    }
    const below = (pid) =>
      pid === root || (parents.has(pid) && parents.get(pid) > 1 && below(parents.get(pid)));
    return [...sizes].filter(([pid]) => below(pid)).reduce((sum, [, size]) => sum + size, 0);
  } catch {
    return 0;
  }
}

async function sceneInput({ document, folder }) {
  const { videoJsonToScene } = await import(
    pathToFileURL(dist('coordinator/src/api/ilve/video-json/index.js'))
  );
  const translated = videoJsonToScene(document, { allowFiles: true });
  if (!translated.ok) throw new Error(JSON.stringify(translated.issues));
  const { scene } = translated;
  const files = Object.fromEntries(
    Object.entries(scene.sources).map(([key, source]) => [key, join(folder, source.path ?? '')]),
  );
  const encoders = [{ name: 'libx264', codec: 'h264', engine: 'cpu', available: true }];
  const version = execFileSync(tools.ffmpeg, ['-version'], { encoding: 'utf8' }).split(' ')[2];
  const capabilities = {
    ffmpeg: { path: tools.ffmpeg, version, origin: 'bundled' },
    ffprobe: { path: tools.ffprobe, version },
    encoders,
    filters: [],
    decoders: [],
    maxWidth: 8192,
    maxHeight: 8192,
  };
  return { scene, files, tools, capabilities, cores: availableParallelism(), engine: 'cpu' };
}

/** ffmpeg alone: decode, scale to cover, encode; the same encoder arguments as ours. */
async function limitArgs(scene, input) {
  const { encoderArguments } = await import(
    pathToFileURL(dist('agent/src/compiler/ffmpeg/encoders/index.js'))
  );
  const { width, height, fps, duration, output } = input.scene;
  const encode = encoderArguments({ name: 'libx264', engine: 'cpu' }, { output, fps, cores: input.cores });
  const cover = `scale=${width}:${height}:force_original_aspect_ratio=increase:flags=bicubic,crop=${width}:${height}`;
  return [
    ...['-hide_banner', '-nostdin', '-nostats', '-loglevel', 'error', '-y'],
    ...['-i', join(scene.folder, scene.clip), '-i', join(scene.folder, scene.sound)],
    ...['-map', '0:v:0', '-map', '1:a:0', '-vf', `${cover},fps=${fps.num}/${fps.den},format=yuv420p`],
    ...['-t', String(duration), ...encode.output, '-pix_fmt', 'yuv420p', '-c:a', 'aac', '-b:a', '192k'],
    ...['-movflags', '+faststart', join(OUT, `${scene.name}-limit.mp4`)],
  ];
}

function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}

async function benchOne(scene) {
  const input = await sceneInput(scene);
  const engine = pathToFileURL(dist('agent/src/render/index.js')).href;
  const job = join(OUT, `${scene.name}.json`);
  writeFileSync(job, JSON.stringify({ engine, input, outFile: join(OUT, `${scene.name}.mp4`) }));
  const first = join(OUT, `${scene.name}-frame.json`);
  writeFileSync(first, JSON.stringify({ engine, input, frame: 0, outFile: join(OUT, `${scene.name}.png`) }));
  const child = join(import.meta.dirname, 'render-one.mjs');
  const limit = await limitArgs(scene, input);
  const [limits, ours, frames] = [[], [], []];
  for (let run = 0; run < RUNS; run += 1) {
    // In turns, so that a slow moment of the machine hits both.
    limits.push(await measure(tools.ffmpeg, limit));
    ours.push(await measure(process.execPath, [child, job]));
    frames.push(await measure(process.execPath, [child, first]));
    say(
      `${scene.name} ${run + 1}/${RUNS}: limit ${limits.at(-1).seconds.toFixed(2)} s, ours ${ours.at(-1).seconds.toFixed(2)} s`,
    );
  }
  const seconds = (list) => median(list.map((one) => one.seconds));
  return {
    ...scene,
    limit: seconds(limits),
    ours: seconds(ours),
    inside: median(ours.map((one) => JSON.parse(one.stdout).seconds)),
    ratio: seconds(ours) / seconds(limits),
    megabytes: median(ours.map((one) => one.megabytes)),
    limitMegabytes: median(limits.map((one) => one.megabytes)),
    firstFrame: seconds(frames),
    length: input.scene.duration,
    last: JSON.parse(ours[0].stdout),
  };
}

function rowsOf(result) {
  const row = (name, value, bar) => ({
    name: `${result.name}: ${name}`,
    value: Number(value.toFixed(3)),
    bar,
    ok: value <= bar,
  });
  return [
    row('wall time, × of the limit', result.ratio, result.bar),
    row('peak memory, MB', result.megabytes, 700),
    row('start to first frame, s', result.firstFrame, 2),
  ];
}

function writeResults(results) {
  const cpu = `${cpus()[0]?.model ?? 'unknown CPU'}, ${availableParallelism()} cores, ${Math.round(totalmem() / 2 ** 30)} GB`;
  const version = execFileSync(tools.ffmpeg, ['-version'], { encoding: 'utf8' }).split('\n')[0];
  const lines = results.map(
    (one) =>
      `| ${one.name} | ${one.length} | ${one.limit.toFixed(2)} | ${one.ours.toFixed(2)} | ${one.ratio.toFixed(2)} | ${one.bar} | ${one.limitMegabytes} | ${one.megabytes} | ${one.firstFrame.toFixed(2)} |`,
  );
  const text = [
    '# Bench results',
    '',
    'Written by `npm run bench`: our whole render process (Node, painter, ffmpeg) against ffmpeg alone doing decode,',
    'scale to cover and encode of the same length at the same encoder settings. Medians, in turns, in one run.',
    '',
    `${new Date().toISOString().slice(0, 10)} · ${cpu} · Node ${process.versions.node} · ${version} · ${RUNS} runs`,
    '',
    '| scene | length s | limit s | ours s | × limit | bar | limit MB | ours MB | first frame s |',
    '|---|---|---|---|---|---|---|---|---|',
    ...lines,
    '',
  ];
  const file = join(import.meta.dirname, 'RESULTS.md');
  const before = existsSync(file) ? readFileSync(file, 'utf8') : '';
  // What was measured in other ways stands in sections of its own, below the table.
  const others = before.includes('\n## ') ? before.slice(before.indexOf('\n## ')) : '';
  writeFileSync(file, text.join('\n') + others);
}

build();
mkdirSync(OUT, { recursive: true });
const results = [];
for (const scene of await benchScenes(ROOT, tools.ffmpeg)) results.push(await benchOne(scene));
const rows = results.flatMap(rowsOf);
// A quick run is a check, not a measurement worth keeping.
if (!QUICK) writeResults(results);
for (const { name, value, bar, ok } of rows) say(`${ok ? 'ok  ' : 'SLOW'} ${name}: ${value} (bar ${bar})`);
if (JSON_LINE) process.stdout.write(`${JSON.stringify({ rows })}\n`);
