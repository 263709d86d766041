import { crf63Of, gopFrames, type Encoder } from './encoder.js';

const SPEEDS = { low: '5', medium: '4', high: '2' } as const;
/** VP9's 31 looks like x264's 21. */
const ABOVE_X264 = 10;

/** libvpx. Transparency is a second stream inside the picture's, which its alternate reference frames would break. */
export const vp9Encoder: Encoder = {
  name: 'libvpx-vp9',
  engine: 'cpu',
  codec: 'vp9',
  args: ({ output, fps, cores, transparent }) => ({
    device: [],
    pixels: transparent ? 'yuva420p' : 'yuv420p',
    output: [
      ...['-c:v', 'libvpx-vp9', '-crf', crf63Of(output, ABOVE_X264), '-b:v', '0'],
      ...['-deadline', 'good', '-cpu-used', SPEEDS[output.quality], '-row-mt', '1'],
      ...['-threads', String(Math.max(1, cores)), '-g', String(gopFrames(fps))],
      ...(transparent ? ['-auto-alt-ref', '0', '-metadata:s:v:0', 'alpha_mode=1'] : []),
    ],
  }),
};
