import { crfOf, gopFrames, type EncodeFacts, type Encoder } from './encoder.js';

const PROFILES = { h264: 'high', hevc: 'main' } as const;

/** Apple's encoders; their quality runs from 1 (worst) to 100, and 65 looks like crf 20. */
const videotoolbox = (codec: keyof typeof PROFILES): Encoder => ({
  name: `${codec}_videotoolbox`,
  engine: 'videotoolbox',
  codec,
  args: ({ output, fps }: EncodeFacts) => ({
    device: [],
    output: [
      ...['-c:v', `${codec}_videotoolbox`, '-allow_sw', '0', '-q:v', String(appleQuality(crfOf(output)))],
      ...['-profile:v', PROFILES[codec], '-g', String(gopFrames(fps))],
    ],
  }),
});

function appleQuality(crf: number): number {
  return Math.min(100, Math.max(1, Math.round(65 + (20 - crf) * 2.5)));
}

export const videotoolboxEncoders: readonly Encoder[] = [videotoolbox('h264'), videotoolbox('hevc')];
