import { DEFAULT_OUTPUT } from '@farm/shared/scene';
import type { Rational } from '@farm/shared/time';
import type { OutputFormat } from '@farm/shared/tools';
import { encoderArguments, gopFrames } from '../../compiler/ffmpeg/encoders/index.js';
import type { MediaMeasure } from '../tool-run.types.js';

export interface PictureEncoding {
  /** ffmpeg's name. */
  encoder: string;
  /** ffprobe's name of what it makes. */
  codec: string;
  args: string[];
}

/** VP9's scale is another one: 31 looks like x264's 21. */
const VP9_CRF = 31;
const X264_USUAL = 21;

/** The picture's encoder for a format. Tools run on CPU slots: x264 for H.264, libvpx for WebM. */
export function encodePicture(
  format: OutputFormat,
  { fps, cores, crf }: { fps: Rational; cores: number; crf?: number | undefined },
): PictureEncoding {
  const threads = String(Math.max(1, cores));
  if (format === 'webm') {
    const quality = Math.min(63, VP9_CRF + ((crf ?? X264_USUAL) - X264_USUAL));
    const speed = ['-deadline', 'good', '-cpu-used', '4', '-row-mt', '1', '-threads', threads];
    const args = ['-c:v', 'libvpx-vp9', '-crf', String(Math.max(0, quality)), '-b:v', '0', ...speed];
    return {
      encoder: 'libvpx-vp9',
      codec: 'vp9',
      args: [...args, '-g', String(gopFrames(fps)), '-pix_fmt', 'yuv420p'],
    };
  }
  const output = { ...DEFAULT_OUTPUT, ...(crf === undefined ? {} : { crf }) };
  const { output: args } = encoderArguments({ name: 'libx264', engine: 'cpu' }, { output, fps, cores });
  return { encoder: 'libx264', codec: 'h264', args: [...args, '-pix_fmt', 'yuv420p'] };
}

const SOUND: Partial<Record<OutputFormat, { encoder: string; kilobits?: number }>> = {
  webm: { encoder: 'libvorbis', kilobits: 160 },
  ogg: { encoder: 'libvorbis', kilobits: 160 },
  mp3: { encoder: 'libmp3lame', kilobits: 192 },
  wav: { encoder: 'pcm_s16le' },
  flac: { encoder: 'flac' },
};

/** The sound's encoder for a format; the bit rate is in kilobits a second. libvorbis is in builds that lack Opus. */
export function encodeSound(
  format: OutputFormat,
  kilobits?: number | null,
): { encoder: string; args: string[] } {
  const { encoder, kilobits: usual } = SOUND[format] ?? { encoder: 'aac', kilobits: 192 };
  const rate = usual === undefined ? [] : ['-b:a', `${kilobits ?? usual}k`];
  return { encoder, args: ['-c:a', encoder, ...rate] };
}

const COPIED_PICTURE: Partial<Record<OutputFormat, readonly string[]>> = {
  mp4: ['h264', 'hevc', 'av1'],
  mov: ['h264', 'hevc', 'prores'],
  webm: ['vp8', 'vp9', 'av1'],
  mkv: ['h264', 'hevc', 'av1', 'vp8', 'vp9', 'mpeg4', 'prores'],
};

const COPIED_SOUND: Partial<Record<OutputFormat, readonly string[]>> = {
  mp4: ['aac', 'mp3'],
  mov: ['aac', 'mp3', 'pcm_s16le'],
  webm: ['vorbis', 'opus'],
  mkv: ['aac', 'mp3', 'vorbis', 'opus', 'flac', 'pcm_s16le'],
  m4a: ['aac'],
  aac: ['aac'],
  mp3: ['mp3'],
  ogg: ['vorbis', 'opus'],
  flac: ['flac'],
  wav: ['pcm_s16le'],
};

/** Whether the picture may go into the format as it is. */
export function copiesPicture(format: OutputFormat, picture: NonNullable<MediaMeasure['picture']>): boolean {
  return COPIED_PICTURE[format]?.includes(picture.codec) === true;
}

export function copiesSound(format: OutputFormat, sound: NonNullable<MediaMeasure['sound']>): boolean {
  return COPIED_SOUND[format]?.includes(sound.codec) === true;
}

/** Options of a copied picture: Apple's players know HEVC by one tag only. */
export const copyPicture = (codec: string, format: OutputFormat): string[] => [
  '-c:v',
  'copy',
  ...(codec === 'hevc' && (format === 'mp4' || format === 'mov') ? ['-tag:v', 'hvc1'] : []),
];
