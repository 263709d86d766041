import { crfOf, gopFrames, type Encoder } from './encoder.js';

const PRESETS = { low: 'superfast', medium: 'veryfast', high: 'medium' } as const;
/** x265 needs this much more for the same look (its usual 28 against x264's 23). */
const ABOVE_X264 = 5;

/** x265. It asks for its threads by an option of its own, and speaks only of errors. */
export const x265Encoder: Encoder = {
  name: 'libx265',
  engine: 'cpu',
  codec: 'hevc',
  args: ({ output, fps, cores }) => ({
    device: [],
    output: [
      ...['-c:v', 'libx265', '-preset', PRESETS[output.quality]],
      ...['-crf', String(Math.min(51, crfOf(output) + ABOVE_X264)), '-g', String(gopFrames(fps))],
      ...['-x265-params', `log-level=error:pools=${Math.max(1, cores)}`],
    ],
  }),
};
