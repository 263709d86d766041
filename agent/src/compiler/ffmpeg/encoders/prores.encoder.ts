import type { Encoder } from './encoder.js';

/** Quantisers: lower is better; 4444 is for people who edit, so even `low` is good. */
const QUANTISER = { low: '12', medium: '8', high: '4' } as const;

/** ProRes 4444: every pixel its own colour in ten bits, with an alpha channel where there is one. */
export const proresEncoder: Encoder = {
  name: 'prores_ks',
  engine: 'cpu',
  codec: 'prores',
  args: ({ output, cores, transparent }) => ({
    device: [],
    finish: [
      'scale=flags=accurate_rnd+full_chroma_int:out_color_matrix=bt709:out_range=tv',
      `format=${transparent ? 'yuva444p10le' : 'yuv444p10le'}`,
      'setparams=range=tv:color_primaries=bt709:color_trc=bt709:colorspace=bt709',
    ].join(','),
    output: [
      ...['-c:v', 'prores_ks', '-profile:v', '4444', '-vendor', 'apl0', '-qscale:v'],
      ...[QUANTISER[output.quality], '-alpha_bits', transparent ? '16' : '0'],
      ...['-threads', String(Math.max(1, cores))],
    ],
  }),
};
