import { crfOf, gopFrames, type Encoder } from './encoder.js';

/** Apple's encoder; its quality runs from 1 (worst) to 100, and 65 looks like crf 20. */
export const videotoolboxEncoder: Encoder = {
  name: 'h264_videotoolbox',
  engine: 'videotoolbox',
  args: ({ output, fps }) => ({
    device: [],
    output: [
      ...['-c:v', 'h264_videotoolbox', '-allow_sw', '0', '-q:v', String(appleQuality(crfOf(output)))],
      ...['-profile:v', 'high', '-g', String(gopFrames(fps))],
    ],
  }),
};

function appleQuality(crf: number): number {
  return Math.min(100, Math.max(1, Math.round(65 + (20 - crf) * 2.5)));
}
