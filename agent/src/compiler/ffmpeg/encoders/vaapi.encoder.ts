import { crfOf, gopFrames, type Encoder } from './encoder.js';

/** VAAPI (AMD, Intel) behind the CPU graph. */
export const vaapiEncoder: Encoder = {
  name: 'h264_vaapi',
  engine: 'vaapi',
  args: ({ output, fps, choice }) => ({
    device: ['-vaapi_device', choice.device ?? '/dev/dri/renderD128'],
    upload: 'format=nv12,hwupload',
    output: [
      ...['-c:v', 'h264_vaapi', '-rc_mode', 'CQP', '-qp', String(crfOf(output) + 2)],
      ...['-profile:v', 'high', '-g', String(gopFrames(fps))],
    ],
  }),
};
