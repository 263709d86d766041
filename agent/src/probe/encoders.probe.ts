import type { EncoderFact, Engine } from '@farm/shared/wire';
import { judgeEncode } from './encoder-verdict.policy.js';
import { testEncode } from './test-encode.js';

interface KnownEncoder {
  name: string;
  codec: EncoderFact['codec'];
  engine: Engine;
}

const family = (engine: Engine, suffix: string, codecs: EncoderFact['codec'][]): KnownEncoder[] =>
  codecs.map((codec) => ({ name: `${codec}_${suffix}`, codec, engine }));

/** The encoders that have engines of their own, and x264, which must work on every agent. */
export const KNOWN_ENCODERS: readonly KnownEncoder[] = [
  { name: 'libx264', codec: 'h264', engine: 'cpu' },
  ...family('nvenc', 'nvenc', ['h264', 'hevc', 'av1']),
  ...family('qsv', 'qsv', ['h264', 'hevc', 'av1']),
  ...family('vaapi', 'vaapi', ['h264', 'hevc', 'av1']),
  ...family('videotoolbox', 'videotoolbox', ['h264', 'hevc']),
];

const VAAPI_NODE = '/dev/dri/renderD128';

/** Five frames of 256×256: smaller pictures give false negatives on hardware. */
const source = (frames: number, size: string): string[] => [
  '-f',
  'lavfi',
  '-i',
  `color=c=black:s=${size}:r=30`,
  '-frames:v',
  String(frames),
];

/** The whole argument array of a test encode. */
export function testEncodeArgs(encoder: KnownEncoder, frames = 5, size = '256x256'): string[] {
  const start = ['-hide_banner', '-nostdin', '-loglevel', 'error'];
  const end = ['-c:v', encoder.name, '-f', 'null', '-'];
  const input = source(frames, size);
  switch (encoder.engine) {
    case 'qsv':
      return [
        ...start,
        '-init_hw_device',
        'qsv=hw',
        '-filter_hw_device',
        'hw',
        ...input,
        '-vf',
        'format=nv12,hwupload=extra_hw_frames=16',
        ...end,
      ];
    case 'vaapi':
      return [...start, '-vaapi_device', VAAPI_NODE, ...input, '-vf', 'format=nv12,hwupload', ...end];
    case 'videotoolbox':
      return [
        ...start,
        ...input,
        '-vf',
        'format=yuv420p',
        '-c:v',
        encoder.name,
        '-allow_sw',
        '0',
        '-f',
        'null',
        '-',
      ];
    case 'nvenc':
    case 'cpu':
      return [...start, ...input, '-vf', 'format=yuv420p', ...end];
  }
}

const SPEED_FRAMES = 90;

async function probeOne(ffmpeg: string, encoder: KnownEncoder, listed: boolean): Promise<EncoderFact> {
  const fact = { name: encoder.name, codec: encoder.codec, engine: encoder.engine };
  if (!listed) return { ...fact, available: false, reason: 'not built into this ffmpeg' };
  const verdict = judgeEncode(await testEncode(ffmpeg, testEncodeArgs(encoder)));
  if (!verdict.available) return { ...fact, ...verdict };
  const timed = await testEncode(ffmpeg, testEncodeArgs(encoder, SPEED_FRAMES, '1920x1080'));
  const device = encoder.engine === 'vaapi' ? { device: VAAPI_NODE } : {};
  const fps = timed.code === 0 ? { fps: Math.round((SPEED_FRAMES / timed.seconds) * 10) / 10 } : {};
  return { ...fact, available: true, ...device, ...fps };
}

/** Believes only frames that were really encoded. One encoder at a time: drivers fall over otherwise. */
export async function probeEncoders(ffmpeg: string, listed: readonly string[]): Promise<EncoderFact[]> {
  const facts: EncoderFact[] = [];
  for (const encoder of KNOWN_ENCODERS)
    facts.push(await probeOne(ffmpeg, encoder, listed.includes(encoder.name)));
  return facts;
}
