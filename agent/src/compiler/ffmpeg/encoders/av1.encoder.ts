import { crf63Of, gopFrames, type Encoder } from './encoder.js';

const SVT_PRESETS = { low: '11', medium: '9', high: '6' } as const;
const AOM_SPEEDS = { low: '8', medium: '6', high: '5' } as const;
/** AV1 looks like x264 at a rate factor this much higher (of 63 instead of 51). */
const ABOVE_X264 = 12;

/** SVT-AV1: the fast one, which takes no side below 64 pixels. */
export const svtAv1Encoder: Encoder = {
  name: 'libsvtav1',
  engine: 'cpu',
  codec: 'av1',
  smallest: 64,
  args: ({ output, fps, cores }) => ({
    device: [],
    output: [
      ...['-c:v', 'libsvtav1', '-preset', SVT_PRESETS[output.quality], '-crf', crf63Of(output, ABOVE_X264)],
      ...['-g', String(gopFrames(fps)), '-svtav1-params', `lp=${Math.max(1, cores)}`],
    ],
  }),
};

/** libaom: slower, and in builds that lack SVT-AV1; takes any size. */
export const aomEncoder: Encoder = {
  name: 'libaom-av1',
  engine: 'cpu',
  codec: 'av1',
  args: ({ output, fps, cores }) => ({
    device: [],
    output: [
      ...['-c:v', 'libaom-av1', '-cpu-used', AOM_SPEEDS[output.quality], '-row-mt', '1'],
      ...['-crf', crf63Of(output, ABOVE_X264), '-b:v', '0'],
      ...['-g', String(gopFrames(fps)), '-threads', String(Math.max(1, cores))],
    ],
  }),
};
