// `npm run demo`: from a fresh checkout to a finished film, with nothing but Node and npm.
// Installs and builds what is missing, makes the demo's own media, starts a farm, renders over its REST API.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { createInterface } from 'node:readline';
import { setUp } from './setup.mjs';

const root = join(import.meta.dirname, '..');
const framefarm = join(root, 'bin/framefarm');
const video = join(root, 'demo.mp4');
const poster = join(root, 'demo-poster.jpg');
/** Scene and media stay here afterwards, to be played with. */
const media = join(root, '.framefarm/demo');

const say = (line) => process.stdout.write(`${line}\n`);
const began = Date.now();
const step = (line) => say(`\n[${((Date.now() - began) / 1000).toFixed(0).padStart(3)} s] ${line}`);

/** Settings of another farm on this machine must not leak into the demo's. */
function ownEnvironment() {
  const kept = Object.entries(process.env).filter(
    ([name]) => !name.startsWith('FRAMEFARM_') && name !== 'DATABASE_URL',
  );
  return Object.fromEntries(kept);
}

/** Starts the farm; answers its process and the address it said it was ready at. */
async function startFarm(folder) {
  const farm = spawn(process.execPath, [framefarm, 'up', '--port', '0', '--data', folder], {
    cwd: root,
    env: ownEnvironment(),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(farm, 'exit').then(([code]) => {
    throw new Error(`the farm ended before it was ready (exit code ${code})`);
  });
  const ready = (async () => {
    for await (const line of createInterface({ input: farm.stdout })) {
      const match = /^Framefarm ready: (\S+)/.exec(line);
      if (match) return match[1];
    }
    return new Promise(() => {});
  })();
  const url = await Promise.race([ready, ended]);
  ended.catch(() => {});
  farm.stdout.resume();
  return { farm, url };
}

async function stopFarm(farm) {
  if (farm.exitCode !== null || farm.signalCode !== null) return farm.exitCode;
  farm.kill('SIGTERM');
  const [code] = await once(farm, 'exit');
  return code;
}

async function command(args) {
  const child = spawn(process.execPath, [framefarm, ...args], {
    cwd: root,
    env: ownEnvironment(),
    stdio: 'inherit',
  });
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error(`\`framefarm ${args[0]}\` ended with exit code ${code}`);
}

/** The ffmpeg that the farm itself would use. */
function findFfmpeg() {
  const probe = spawnSync(process.execPath, [framefarm, 'probe', '--json'], {
    env: ownEnvironment(),
    encoding: 'utf8',
  });
  if (probe.status !== 0) throw new Error(probe.stderr.trim() || probe.stdout.trim());
  return JSON.parse(probe.stdout).tools.ffmpeg;
}

async function makeDemoMedia(folder) {
  const { makeMedia } = await import('./demo/media.mjs');
  const tty = process.stdout.isTTY;
  await makeMedia(folder, {
    ffmpeg: findFfmpeg(),
    onProgress: (done) => tty && process.stdout.write(`\r  painting the clip … ${Math.round(done * 100)}% `),
  });
  if (tty) process.stdout.write('\r  painted.                    \n');
  await copyFile(join(root, 'bin/demo/scene.json'), join(folder, 'scene.json'));
}

function farewell() {
  const near = (file) => relative(process.cwd(), file) || file;
  step('Done.');
  say(`
  The film      ${near(video)}
  The poster    ${near(poster)}

  What to try next
    bin/framefarm up            a farm of your own on http://127.0.0.1:8470
    bin/framefarm render ${near(join(media, 'scene.json'))} -o my.mp4
                                the same film through it, from another terminal; edit the scene first
    bin/framefarm probe         what this machine can do
    README.md                   how the parts fit, and where to read on
`);
}

async function main(temporary) {
  setUp();
  step('Painting a clip and a photo, composing the music …');
  await makeDemoMedia(media);
  step('Starting the farm: coordinator, database and one agent …');
  const { farm, url } = await startFarm(join(temporary, 'farm'));
  // Ctrl-C reaches the whole group in a terminal; a plain kill reaches only us.
  process.once('SIGTERM', () => farm.kill('SIGTERM'));
  try {
    say(`  ready at ${url}`);
    step('Uploading the media and rendering the scene through the REST API …');
    const data = join(temporary, 'farm');
    await command(['render', join(media, 'scene.json'), '-o', video, '--poster', poster, '--data', data]);
  } finally {
    step('Stopping the farm …');
    const code = await stopFarm(farm);
    if (code !== 0) say(`  (it ended with exit code ${code})`);
  }
  farewell();
}

const temporary = await mkdtemp(join(tmpdir(), 'framefarm-demo-'));
try {
  await main(temporary);
} catch (error) {
  process.stderr.write(`\nThe demo failed: ${error.message.replace(/\.?$/, '.')}\n`);
  process.exitCode = 1;
} finally {
  await rm(temporary, { recursive: true, force: true });
}
