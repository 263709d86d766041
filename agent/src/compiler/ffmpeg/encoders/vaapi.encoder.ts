import { crfOf, gopFrames, type EncodeFacts, type Encoder } from './encoder.js';

const PROFILES = { h264: ['-profile:v', 'high'], hevc: ['-profile:v', 'main'], av1: [] } as const;
/** AV1's quantiser has 256 steps where the others have 52. */
const AV1_STEPS = 5;

/** VAAPI (AMD, Intel) behind the CPU graph. */
const vaapi = (codec: keyof typeof PROFILES): Encoder => ({
  name: `${codec}_vaapi`,
  engine: 'vaapi',
  codec,
  args: ({ output, fps, choice }: EncodeFacts) => ({
    device: ['-vaapi_device', choice.device ?? '/dev/dri/renderD128'],
    finish: 'format=nv12,hwupload',
    output: [
      ...['-c:v', `${codec}_vaapi`, '-rc_mode', 'CQP', codec === 'av1' ? '-global_quality' : '-qp'],
      ...[String((crfOf(output) + 2) * (codec === 'av1' ? AV1_STEPS : 1))],
      ...[...PROFILES[codec], '-g', String(gopFrames(fps))],
    ],
  }),
});

export const vaapiEncoders: readonly Encoder[] = [vaapi('h264'), vaapi('hevc'), vaapi('av1')];
