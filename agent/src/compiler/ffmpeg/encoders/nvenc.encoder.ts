import { crf63Of, crfOf, gopFrames, type EncodeFacts, type Encoder } from './encoder.js';

const PRESETS = { low: 'p3', medium: 'p4', high: 'p6' } as const;
const PROFILES = { h264: ['-profile:v', 'high'], hevc: ['-profile:v', 'main'], av1: [] } as const;

/** NVENC behind the CPU graph (hardware.md, step 1). A cq of crf + 3 looks like x264's crf; AV1 counts to 63. */
const nvenc = (codec: keyof typeof PROFILES): Encoder => ({
  name: `${codec}_nvenc`,
  engine: 'nvenc',
  codec,
  args: ({ output, fps, choice }: EncodeFacts) => ({
    device: [],
    output: [
      ...['-c:v', `${codec}_nvenc`, '-gpu', choice.device ?? '0', '-preset', PRESETS[output.quality]],
      ...['-tune', 'hq', '-rc', 'vbr', '-cq'],
      ...[codec === 'av1' ? crf63Of(output, 9) : String(Math.min(51, crfOf(output) + 3)), '-b:v', '0'],
      ...['-rc-lookahead', '20', '-spatial-aq', '1', ...PROFILES[codec], '-g', String(gopFrames(fps))],
    ],
  }),
});

export const nvencEncoders: readonly Encoder[] = [nvenc('h264'), nvenc('hevc'), nvenc('av1')];
