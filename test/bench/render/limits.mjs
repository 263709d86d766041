// What ffmpeg alone needs: the physical limits that our renders are held against, at the same encoder settings.
import { join } from 'node:path';
import { measure } from './measure.mjs';
import { OUT } from './options.mjs';
import { dist, tools } from './tools.mjs';

const QUIET = ['-hide_banner', '-nostdin', '-nostats', '-loglevel', 'error', '-y'];
const run = (args) => () => measure(tools.ffmpeg, [...QUIET, ...args]);

async function encoded(name, { scene, cores }) {
  const { encoderArguments } = await import(dist('agent/src/compiler/ffmpeg/encoders/index.js'));
  const { output, fps } = scene;
  const { output: encode } = encoderArguments({ name: 'libx264', engine: 'cpu' }, { output, fps, cores });
  const file = join(OUT, `${name}-limit.mp4`);
  return [...encode, '-pix_fmt', 'yuv420p', '-movflags', '+faststart', file];
}

const SOUND = ['-c:a', 'aac', '-b:a', '192k'];
const rate = ({ scene: { fps } }) => `${fps.num}/${fps.den}`;

/** Decode a clip, scale it to cover the picture, encode, with the sound of another file; nothing is drawn. */
export async function decodeScaleEncode(name, input, { clip, sound }) {
  const { width, height, duration } = input.scene;
  const cover = `scale=${width}:${height}:force_original_aspect_ratio=increase:flags=bicubic,crop=${width}:${height}`;
  return run([
    ...['-i', clip, '-i', sound, '-map', '0:v:0', '-map', '1:a:0'],
    ...['-vf', `${cover},fps=${rate(input)},format=yuv420p`, '-t', String(duration), ...SOUND],
    ...(await encoded(name, input)),
  ]);
}

const rawInput = (input, frames) => [
  ...['-f', 'rawvideo', '-pix_fmt', 'yuv420p', '-video_size', `${input.scene.width}x${input.scene.height}`],
  ...['-framerate', rate(input), '-i', frames],
];

/** Encode ready-made frames. */
export async function encodeReady(name, input, frames) {
  return run([...rawInput(input, frames), ...(await encoded(name, input))]);
}

/** Encode ready-made frames, and decode clips from end to end beside it, in one ffmpeg. */
export async function decodeAndEncodeReady(name, input, frames, clips) {
  return run([
    ...rawInput(input, frames),
    ...clips.flatMap((clip) => ['-i', clip]),
    ...['-map', '0:v:0', ...(await encoded(name, input))],
    ...clips.flatMap((_, index) => ['-map', `${index + 1}:v:0`]),
    ...['-t', String(input.scene.duration), '-f', 'null', '-'],
  ]);
}

/** Encode one picture, decoded and converted once. */
export async function encodeStill(name, input, picture) {
  const { fps, duration } = input.scene;
  const frames = Math.round((duration * fps.num) / fps.den);
  const held = `format=yuv420p,loop=-1:1:0,settb=${fps.den}/${fps.num},setpts=N,fps=${rate(input)},trim=end_frame=${frames}`;
  return run(['-i', picture, '-vf', held, ...(await encoded(name, input))]);
}
