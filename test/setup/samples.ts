import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';

// Jest's global setup cannot resolve `.js` to `.ts`: this file stands alone.
const MODULES = join(import.meta.dirname, '..', '..', 'node_modules');

/** ffmpeg and ffprobe for tests: those named in the environment, else the bundled ones. */
export function testTools(): { ffmpeg: string; ffprobe: string } {
  return { ffmpeg: tool('ffmpeg', 'FFMPEG_PATH'), ffprobe: tool('ffprobe', 'FFPROBE_PATH') };
}

function tool(name: 'ffmpeg' | 'ffprobe', variable: string): string {
  const named = process.env[variable];
  if (named) return named;
  const bundled = join(MODULES, '@backendsuraj', `offline-${name}-linux-x64`, 'bin', name);
  return existsSync(bundled) ? bundled : `/usr/bin/${name}`;
}

/** Small media with known content, made once with ffmpeg into test/output/samples. */
export const SAMPLES = join(import.meta.dirname, '..', 'output', 'samples');

/** Frame number in bits: ten 64-pixel blocks along the top edge, least significant first. */
const COUNTER = `geq=lum='if(lt(Y,64),if(mod(floor(N/pow(2,floor(X/64))),2),235,16),16+mod(X+Y+N*4,220))':cb=128:cr=128`;
/** White for one frame at every whole second. */
const FLASH = `geq=lum='if(mod(N,30),16,235)':cb=128:cr=128`;
/** 50 ms of 1 kHz at every whole second. */
const BEEP = `aevalsrc='if(lt(mod(t,1),0.05),0.8*sin(2*PI*1000*t),0)':s=48000`;
const BT709 = [
  '-colorspace',
  'bt709',
  '-color_primaries',
  'bt709',
  '-color_trc',
  'bt709',
  '-color_range',
  'tv',
];
const X264 = ['-c:v', 'libx264', '-preset', 'veryfast', '-crf', '12', '-pix_fmt', 'yuv420p', ...BT709];

const lavfi = (...sources: string[]): string[] => sources.flatMap((source) => ['-f', 'lavfi', '-i', source]);

/** File name -> what makes it. */
const RECIPES: Record<string, string[]> = {
  'counter.mp4': [...lavfi(`color=black:s=640x360:r=30:d=4,${COUNTER}`), ...X264, '-g', '50'],
  'counter25.mp4': [...lavfi(`color=black:s=640x360:r=25:d=4,${COUNTER}`), ...X264],
  'flash.mp4': [
    ...lavfi(`color=black:s=320x180:r=30:d=5,${FLASH}`, `${BEEP}:d=5`),
    ...X264,
    '-c:a',
    'aac',
    '-b:a',
    '128k',
  ],
  'moving.mp4': [...lavfi('testsrc2=s=1280x720:r=30:d=4'), ...X264],
  // Detail everywhere, for on flat colours SSIM measures nothing but rounding; inside RGB, which the painter works in.
  'detail.mp4': [
    ...lavfi('mandelbrot=s=1280x720:r=30:start_scale=0.8,format=gbrp,noise=alls=3,trim=duration=2'),
    ...X264,
  ],
  'white.mp4': [...lavfi('color=white:s=640x360:r=30:d=2'), ...X264],
  'portrait.mp4': [...lavfi('testsrc2=s=360x640:r=30:d=2'), ...X264],
  'photo.jpg': [
    ...lavfi('gradients=s=1200x800:x0=0:y0=0:x1=1200:y1=800:c0=#204080:c1=#f0c060:n=2:d=1'),
    '-frames:v',
    '1',
    '-q:v',
    '2',
  ],
  'tone.wav': lavfi('sine=f=440:r=48000:d=6,volume=4,pan=stereo|c0=c0|c1=c0'),
  'mono.wav': lavfi('sine=f=440:r=48000:d=6,volume=4'),
};

export default function makeSamples(): void {
  mkdirSync(SAMPLES, { recursive: true });
  for (const [name, recipe] of Object.entries(RECIPES)) {
    const file = join(SAMPLES, name);
    if (existsSync(file)) continue;
    const draft = join(SAMPLES, `draft-${process.pid}-${name}`);
    execFileSync(testTools().ffmpeg, ['-v', 'error', '-y', ...recipe, draft]);
    renameSync(draft, file);
  }
}
