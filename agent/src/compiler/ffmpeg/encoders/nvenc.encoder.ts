import { crfOf, gopFrames, type Encoder } from './encoder.js';

const PRESETS = { low: 'p3', medium: 'p4', high: 'p6' } as const;

/** NVENC behind the CPU graph (hardware.md, step 1). A cq of crf + 3 looks like x264's crf. */
export const nvencEncoder: Encoder = {
  name: 'h264_nvenc',
  engine: 'nvenc',
  args: ({ output, fps, choice }) => ({
    device: [],
    output: [
      ...['-c:v', 'h264_nvenc', '-gpu', choice.device ?? '0', '-preset', PRESETS[output.quality]],
      ...['-tune', 'hq', '-rc', 'vbr', '-cq', String(Math.min(51, crfOf(output) + 3)), '-b:v', '0'],
      ...['-rc-lookahead', '20', '-spatial-aq', '1', '-profile:v', 'high', '-g', String(gopFrames(fps))],
    ],
  }),
};
