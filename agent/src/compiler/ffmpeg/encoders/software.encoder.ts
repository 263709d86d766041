import { crfOf, gopFrames, type Encoder } from './encoder.js';

const PRESETS = { low: 'veryfast', medium: 'veryfast', high: 'medium' } as const;

/**
 * x264: the rung that every machine has. Key frames stand at every multiple of the group length whatever the picture
 * does, so that a film in pieces has them where the film in one piece has them.
 */
export const softwareEncoder: Encoder = {
  name: 'libx264',
  engine: 'cpu',
  codec: 'h264',
  args: ({ output, fps, cores }) => ({
    device: [],
    output: [
      ...['-c:v', 'libx264', '-preset', PRESETS[output.quality], '-crf', String(crfOf(output))],
      ...['-profile:v', 'high', '-g', String(gopFrames(fps)), '-threads', String(Math.max(1, cores))],
      ...['-force_key_frames', `expr:eq(mod(n,${gopFrames(fps)}),0)`],
    ],
  }),
};
