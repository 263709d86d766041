import { crfOf, gopFrames, type EncodeFacts, type Encoder } from './encoder.js';

const PRESETS = { low: 'veryfast', medium: 'medium', high: 'slow' } as const;
const PROFILES = { h264: ['-profile:v', 'high'], hevc: ['-profile:v', 'main'], av1: [] } as const;

/** Intel Quick Sync behind the CPU graph; all its codecs share one scale of quality. */
const qsv = (codec: keyof typeof PROFILES): Encoder => ({
  name: `${codec}_qsv`,
  engine: 'qsv',
  codec,
  args: ({ output, fps }: EncodeFacts) => ({
    device: ['-init_hw_device', 'qsv=hw', '-filter_hw_device', 'hw'],
    finish: 'format=nv12,hwupload=extra_hw_frames=64',
    output: [
      ...['-c:v', `${codec}_qsv`, '-preset', PRESETS[output.quality]],
      ...['-global_quality', String(crfOf(output) + 2), ...PROFILES[codec], '-g', String(gopFrames(fps))],
    ],
  }),
});

export const qsvEncoders: readonly Encoder[] = [qsv('h264'), qsv('hevc'), qsv('av1')];
