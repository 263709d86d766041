import { containerFacts, type AudioCodec, type OutputSpec, type VideoCodec } from '@farm/shared/scene';
import type { Rational } from '@farm/shared/time';
import type { ProbedStream } from '../media/ffprobe.js';

export interface ExpectedMaster {
  width: number;
  height: number;
  frames: number;
  fps: Rational;
  /** Whether the scene sounds. */
  sound: boolean;
  output: OutputSpec;
  /** The picture has transparent parts. */
  transparent: boolean;
}

interface CodecFacts {
  /** ffprobe's name. */
  name: string;
  profile?: string;
  /** Pixel formats of opaque and of transparent pictures. */
  pixels: readonly [string, string];
}

const PICTURES: Record<VideoCodec, CodecFacts> = {
  h264: { name: 'h264', profile: 'High', pixels: ['yuv420p', 'yuv420p'] },
  hevc: { name: 'hevc', profile: 'Main', pixels: ['yuv420p', 'yuv420p'] },
  av1: { name: 'av1', profile: 'Main', pixels: ['yuv420p', 'yuv420p'] },
  // The transparent parts are a stream of their own, which only a tag tells of.
  vp9: { name: 'vp9', profile: 'Profile 0', pixels: ['yuv420p', 'yuv420p'] },
  prores: { name: 'prores', profile: '4444', pixels: ['yuv444p10le', 'yuva444p10le'] },
  gif: { name: 'gif', pixels: ['bgra', 'bgra'] },
  png: { name: 'png', pixels: ['rgb24', 'rgba'] },
  jpeg: { name: 'mjpeg', pixels: ['yuvj420p', 'yuvj420p'] },
  webp: { name: 'webp', pixels: ['yuv420p', 'yuva420p'] },
};

const SOUNDS: Record<AudioCodec, { name: string; padding: number }> = {
  aac: { name: 'aac', padding: 0 },
  // Both fill their last packet up, and say only roughly how much of it is heard.
  opus: { name: 'opus', padding: 0.03 },
  mp3: { name: 'mp3', padding: 0.06 },
  pcm: { name: 'pcm_s16le', padding: 0 },
};

type Fact = [name: string, is: unknown, planned: unknown];

/** What of the picture is not as planned. */
export function pictureProblems(video: ProbedStream, frames: number, expected: ExpectedMaster): string[] {
  const { output, transparent } = expected;
  const codec = PICTURES[output.videoCodec ?? 'h264'];
  const facts: Fact[] = [
    ['frames', frames, expected.frames],
    ['width', video.width, expected.width],
    ['height', video.height, expected.height],
    ['codec', video.codec_name, codec.name],
    ...(codec.profile === undefined ? [] : [['profile', video.profile, codec.profile] as Fact]),
    ['pixel format', bits(video), pixelsOf(expected, codec)],
    ...(output.videoCodec === 'vp9' && transparent ? [['alpha', alphaOf(video), '1'] as Fact] : []),
    ...(containerFacts(output.container).kind === 'film' ? filmFacts(video, expected) : []),
  ];
  return facts
    .filter(([, is, planned]) => is !== planned)
    .map(([name, is, planned]) => `${name} ${String(is)} instead of ${String(planned)}`);
}

function pixelsOf({ output, transparent }: ExpectedMaster, { pixels }: CodecFacts): string {
  if (output.videoCodec === 'jpeg' && output.quality === 'high') return 'yuvj444p';
  return pixels[transparent ? 1 : 0];
}

/** From ffmpeg 7 on the ten bits of ProRes are unpacked into twelve. */
const bits = ({ codec_name, pix_fmt }: ProbedStream): string | undefined =>
  codec_name === 'prores' ? pix_fmt?.replace('p12le', 'p10le') : pix_fmt;

/** Muxers write the tag in either case. */
const alphaOf = ({ tags = {} }: ProbedStream): string | undefined => tags['alpha_mode'] ?? tags['ALPHA_MODE'];

function filmFacts(video: ProbedStream, { output, fps, frames }: ExpectedMaster): Fact[] {
  const planned = `${fps.num}/${fps.den}`;
  // WebM counts in milliseconds, so that its rate is a guess.
  const rate = output.container === 'webm' && isNear(video.r_frame_rate, fps) ? planned : video.r_frame_rate;
  return [
    ['colour matrix', video.color_space, 'bt709'],
    ['colour primaries', video.color_primaries, 'bt709'],
    // ProRes has no field for its range, which is always the limited one.
    ...(output.videoCodec === 'prores' ? [] : [['colour range', video.color_range, 'tv'] as Fact]),
    // The rate of one single frame cannot be told from a file.
    ...(frames === 1 ? [] : [['frame rate', rate, planned] as Fact]),
  ];
}

function isNear(text: string | undefined, fps: Rational): boolean {
  const [num = 0, den = 1] = (text ?? '').split('/').map(Number);
  const planned = fps.num / fps.den;
  return Math.abs(num / den - planned) < planned * 0.02;
}

/** What of the sound is not as planned. `length`: seconds of the whole file, for streams that do not say theirs. */
export function soundProblems(
  audio: ProbedStream | undefined,
  length: number,
  expected: ExpectedMaster,
): string[] {
  if (!expected.sound) return audio ? ['it has a sound stream although it is to be silent'] : [];
  if (!audio) return ['it has no sound'];
  const planned = (expected.frames * expected.fps.den) / expected.fps.num;
  const { name, padding } = SOUNDS[expected.output.audioCodec ?? 'aac'];
  const slack = expected.fps.den / expected.fps.num + padding;
  const is = Number(audio.duration ?? length);
  const problems: string[] = [];
  if (audio.codec_name !== name) problems.push(`sound codec ${String(audio.codec_name)} instead of ${name}`);
  if (audio.sample_rate !== '48000' || audio.channels !== 2) problems.push('sound that is not 48 kHz stereo');
  if (!(Math.abs(is - planned) <= slack)) problems.push(`${is} s of sound instead of ${planned}`);
  return problems;
}

/** GIF has no rate, but each of its pictures a time. */
export function lengthProblems(length: number, { output, frames, fps }: ExpectedMaster): string[] {
  if (output.container !== 'gif') return [];
  const planned = (frames * fps.den) / fps.num;
  const slack = fps.den / fps.num + 0.02;
  return Math.abs(length - planned) <= slack ? [] : [`${length} s instead of ${planned}`];
}
