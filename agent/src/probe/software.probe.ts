import type { AudioCodec, VideoCodec } from '@farm/shared/scene';
import type { EncoderFact } from '@farm/shared/wire';
import { judgeEncode, type EncoderVerdict } from './encoder-verdict.policy.js';
import { testEncode } from './test-encode.js';

export type SoftwareEncoder =
  | { name: string; codec: VideoCodec; pixels: string; options?: readonly string[] }
  | { name: string; codec: AudioCodec };

/** Software encoders beside x264 and ffmpeg's AAC, which every agent has. Options: the fastest way to the answer. */
export const SOFTWARE_ENCODERS: readonly SoftwareEncoder[] = [
  { name: 'libx265', codec: 'hevc', pixels: 'yuv420p', options: ['-preset', 'ultrafast'] },
  { name: 'libsvtav1', codec: 'av1', pixels: 'yuv420p', options: ['-preset', '12'] },
  { name: 'libaom-av1', codec: 'av1', pixels: 'yuv420p', options: ['-cpu-used', '8'] },
  { name: 'libvpx-vp9', codec: 'vp9', pixels: 'yuva420p', options: ['-auto-alt-ref', '0', '-cpu-used', '5'] },
  { name: 'prores_ks', codec: 'prores', pixels: 'yuva444p10le', options: ['-profile:v', '4444'] },
  { name: 'gif', codec: 'gif', pixels: 'rgb8' },
  { name: 'png', codec: 'png', pixels: 'rgba' },
  { name: 'mjpeg', codec: 'jpeg', pixels: 'yuvj420p' },
  { name: 'libwebp', codec: 'webp', pixels: 'bgra' },
  { name: 'libopus', codec: 'opus' },
  { name: 'libmp3lame', codec: 'mp3' },
  { name: 'pcm_s16le', codec: 'pcm' },
];

export interface SoftwareFact {
  name: string;
  codec: VideoCodec | AudioCodec;
  verdict: EncoderVerdict;
}

const SOURCES = [
  ...['-f', 'lavfi', '-i', 'color=c=black:s=256x256:r=30'],
  ...['-f', 'lavfi', '-i', 'anullsrc=r=48000:cl=stereo'],
];

/** One process that tries all of these encoders. */
export function softwareArgs(encoders: readonly SoftwareEncoder[]): string[] {
  const outputs = encoders.flatMap((encoder) =>
    'pixels' in encoder
      ? [
          ...['-map', '0:v', '-frames:v', '3', '-pix_fmt', encoder.pixels],
          ...['-c:v', encoder.name, ...(encoder.options ?? []), '-f', 'null', '-'],
        ]
      : ['-map', '1:a', '-t', '0.1', '-c:a', encoder.name, '-f', 'null', '-'],
  );
  return ['-hide_banner', '-nostdin', '-loglevel', 'error', ...SOURCES, ...outputs];
}

/**
 * Which of them really encode. All are tried at once, because starting is what costs; when that fails, each by itself
 * says why.
 */
export async function probeSoftware(ffmpeg: string, listed: readonly string[]): Promise<SoftwareFact[]> {
  const built = SOFTWARE_ENCODERS.filter(({ name }) => listed.includes(name));
  const all = built.length === 0 || judgeEncode(await testEncode(ffmpeg, softwareArgs(built))).available;
  const facts: SoftwareFact[] = [];
  for (const encoder of SOFTWARE_ENCODERS) {
    const { name, codec } = encoder;
    const verdict: EncoderVerdict = !built.includes(encoder)
      ? { available: false, reason: 'not built into this ffmpeg' }
      : all
        ? { available: true }
        : judgeEncode(await testEncode(ffmpeg, softwareArgs([encoder])));
    facts.push({ name, codec, verdict });
  }
  return facts;
}

/** Codecs that graphics cards have too, and the others that films are made in: listed among the encoders. */
const LISTED = ['hevc', 'av1', 'vp9', 'prores'] as const satisfies readonly EncoderFact['codec'][];

export const softwareFacts = (facts: readonly SoftwareFact[]): EncoderFact[] =>
  facts.flatMap(({ name, codec, verdict }) => {
    const listed = LISTED.find((one) => one === codec);
    return listed ? [{ name, codec: listed, engine: 'cpu' as const, ...verdict }] : [];
  });
