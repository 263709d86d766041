import type { Encoder } from './encoder.js';

const JPEG = { low: '8', medium: '4', high: '2' } as const;
const WEBP = { low: '60', medium: '80', high: '95' } as const;

/** PNG, for single pictures and for sequences: nothing is lost. */
export const pngEncoder: Encoder = {
  name: 'png',
  engine: 'cpu',
  codec: 'png',
  args: ({ transparent }) => ({
    device: [],
    pixels: transparent ? 'rgba' : 'rgb24',
    output: ['-c:v', 'png', '-pred', 'mixed'],
  }),
};

/** JPEG as JFIF has it: bt601, full range; colours at full resolution where quality is high. */
export const jpegEncoder: Encoder = {
  name: 'mjpeg',
  engine: 'cpu',
  codec: 'jpeg',
  args: ({ output }) => ({
    device: [],
    finish: `scale=flags=accurate_rnd+full_chroma_int:out_color_matrix=bt601:out_range=pc,format=${
      output.quality === 'high' ? 'yuvj444p' : 'yuvj420p'
    }`,
    output: ['-c:v', 'mjpeg', '-q:v', JPEG[output.quality]],
  }),
};

export const webpEncoder: Encoder = {
  name: 'libwebp',
  engine: 'cpu',
  codec: 'webp',
  args: ({ output, transparent }) => ({
    device: [],
    finish: transparent
      ? 'format=bgra'
      : 'scale=flags=accurate_rnd+full_chroma_int:out_color_matrix=bt601:out_range=tv,format=yuv420p',
    output: ['-c:v', 'libwebp', '-quality', WEBP[output.quality]],
  }),
};
