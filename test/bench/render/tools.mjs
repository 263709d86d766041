// The programs that are measured: our build, and the ffmpeg that it runs.
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { availableParallelism, cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ROOT, say } from './options.mjs';

function tool(name, variable) {
  const bundled = join(ROOT, 'node_modules', '@backendsuraj', `offline-${name}-linux-x64`, 'bin', name);
  return process.env[variable] ?? (existsSync(bundled) ? bundled : name);
}

export const tools = { ffmpeg: tool('ffmpeg', 'FFMPEG_PATH'), ffprobe: tool('ffprobe', 'FFPROBE_PATH') };

/** Address of a module of our build. */
export const dist = (path) => pathToFileURL(join(ROOT, 'dist', path)).href;

export function build() {
  if (existsSync(join(ROOT, 'dist/agent/src/render/index.js'))) return;
  say('Building (dist is missing) …');
  execFileSync('npm', ['run', '-s', 'build'], { cwd: ROOT, stdio: ['ignore', 2, 2] });
}

export function ffmpegVersion() {
  return execFileSync(tools.ffmpeg, ['-version'], { encoding: 'utf8' }).split('\n')[0];
}

/** Date, machine and versions, as they stand above a table of results. */
export function machine() {
  const cpu = cpus()[0]?.model ?? 'unknown CPU';
  const size = `${availableParallelism()} cores, ${Math.round(totalmem() / 2 ** 30)} GB`;
  const version = ffmpegVersion().split(' Copyright')[0];
  return `${new Date().toISOString().slice(0, 10)} · ${cpu}, ${size} · Node ${process.versions.node} · ${version}`;
}
