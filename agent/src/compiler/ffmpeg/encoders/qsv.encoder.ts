import { crfOf, gopFrames, type Encoder } from './encoder.js';

const PRESETS = { low: 'veryfast', medium: 'medium', high: 'slow' } as const;

/** Intel Quick Sync behind the CPU graph. */
export const qsvEncoder: Encoder = {
  name: 'h264_qsv',
  engine: 'qsv',
  args: ({ output, fps }) => ({
    device: ['-init_hw_device', 'qsv=hw', '-filter_hw_device', 'hw'],
    upload: 'format=nv12,hwupload=extra_hw_frames=64',
    output: [
      ...[
        '-c:v',
        'h264_qsv',
        '-preset',
        PRESETS[output.quality],
        '-global_quality',
        String(crfOf(output) + 2),
      ],
      ...['-profile:v', 'high', '-g', String(gopFrames(fps))],
    ],
  }),
};
