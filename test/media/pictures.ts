import { execFileSync } from 'node:child_process';
import { testTools } from '../setup/samples.js';

/** Raw pictures of a film, one byte per luma sample. */
export function lumaFrames(file: string, width: number, height: number): Buffer[] {
  const raw = execFileSync(
    testTools().ffmpeg,
    [
      '-v',
      'error',
      '-i',
      file,
      '-map',
      '0:v:0',
      '-fps_mode',
      'passthrough',
      '-f',
      'rawvideo',
      '-pix_fmt',
      'gray',
      '-',
    ],
    { maxBuffer: 2 ** 31 - 1 },
  );
  const size = width * height;
  return Array.from({ length: Math.floor(raw.length / size) }, (_, index) =>
    raw.subarray(index * size, (index + 1) * size),
  );
}

/** The number that a frame of counter.mp4 carries, read from its bits. */
export function counterOf(luma: Buffer, width: number): number {
  const block = width / 10;
  return Array.from({ length: 10 }, (_, bit) => {
    const at = Math.floor(block / 2) * width + Math.floor(bit * block + block / 2);
    return (luma[at] ?? 0) > 128 ? 2 ** bit : 0;
  }).reduce((sum, value) => sum + value, 0);
}

/** Samples of the left channel at 48 kHz, −1…1. */
export function samplesOf(file: string): Float32Array {
  const raw = execFileSync(
    testTools().ffmpeg,
    ['-v', 'error', '-i', file, '-map', '0:a:0', '-af', 'pan=mono|c0=c0', '-ar', '48000', '-f', 'f32le', '-'],
    { maxBuffer: 2 ** 31 - 1 },
  );
  return new Float32Array(raw.buffer.slice(raw.byteOffset, raw.byteOffset + raw.length - (raw.length % 4)));
}

/** Root mean square of a span in seconds. */
export function loudness(samples: Float32Array, from: number, to: number): number {
  const part = samples.subarray(Math.round(from * 48000), Math.round(to * 48000));
  return Math.sqrt(part.reduce((sum, value) => sum + value * value, 0) / Math.max(1, part.length));
}

/** SSIM of two files' luma, 0…1. */
export function ssim(a: string, b: string): number {
  const script = '[0:v]format=yuv444p[a];[1:v]format=yuv444p[b];[a][b]ssim=stats_file=-';
  const text = execFileSync(
    testTools().ffmpeg,
    ['-v', 'error', '-i', a, '-i', b, '-filter_complex', script, '-f', 'null', '-'],
    { encoding: 'utf8' },
  );
  const values = [...text.matchAll(/Y:([0-9.]+)/g)].map((match) => Number(match[1]));
  return Math.min(...values);
}
