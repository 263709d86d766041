import type { Encoder } from './encoder.js';

/**
 * One palette for the whole film needs all of it in memory before the first picture is written. Longer ones get a
 * palette for each picture, which costs a larger file.
 */
const MOST_BUFFERED = 256 * 2 ** 20;
const DITHER = {
  low: 'bayer:bayer_scale=4',
  medium: 'sierra2_4a',
  high: 'sierra2',
} as const;

/** Pixels of a GIF are there or not; half transparent ones are, the faint rims of letters are not. Alpha, of 255. */
const SEEN_FROM = 96;

/** GIF: palettegen and paletteuse in one pass. */
export const gifEncoder: Encoder = {
  name: 'gif',
  engine: 'cpu',
  codec: 'gif',
  args: ({ output, rawBytes = 0 }) => {
    const each = rawBytes > MOST_BUFFERED;
    const make = `palettegen=stats_mode=${each ? 'single' : 'full'}`;
    const seen = `diff_mode=rectangle:alpha_threshold=${SEEN_FROM}`;
    const use = `paletteuse=dither=${DITHER[output.quality]}:${seen}${each ? ':new=1' : ''}`;
    return {
      device: [],
      finish: `format=rgba,split[frames][seen];[seen]${make}[palette];[frames][palette]${use}`,
      output: ['-c:v', 'gif'],
    };
  },
};
