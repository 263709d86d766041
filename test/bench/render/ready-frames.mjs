// Our own frames, read ready-made by a limit.
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { OUT, say } from './options.mjs';
import { ours } from './ours.mjs';
import { tools } from './tools.mjs';

/** Renders a scene almost without loss and unpacks it: raw 4:2:0 pictures, 3.1 MB each at 1080p, read from the page cache. */
export async function readyFrames(name, input) {
  say(`${name}: making the ready-made frames …`);
  const nearlyLossless = { ...input.scene.output, quality: 'low', crf: 1 };
  const scene = { ...input.scene, output: nearlyLossless };
  const master = join(OUT, `${name}-ready.mp4`);
  await ours(`${name}-ready`, { ...input, scene }, { outFile: master })();
  const frames = join(OUT, `${name}-ready.yuv`);
  const unpack = ['-i', master, '-map', '0:v:0', '-f', 'rawvideo', '-pix_fmt', 'yuv420p', frames];
  execFileSync(tools.ffmpeg, ['-v', 'error', '-y', ...unpack]);
  return frames;
}
