// The media of the scenes, made once into test/output/bench.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { OUT } from './options.mjs';
import { tools } from './tools.mjs';

const lavfi = (source) => ['-f', 'lavfi', '-i', source];
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
const film = ['-c:v', 'libx264', '-preset', 'veryfast', '-crf', '18', '-pix_fmt', 'yuv420p', ...BT709];

/** A picture with the detail and the noise of a photo. */
const photo = (index) => {
  const zoom = (1.6 / (index + 1)).toFixed(3);
  const place = `start_x=${(-0.74 + index * 0.002).toFixed(4)}:start_y=${(-0.13 - index * 0.004).toFixed(4)}`;
  const picture = `mandelbrot=s=2400x1600:maxiter=300:start_scale=${zoom}:${place}`;
  return [...lavfi(`${picture},noise=alls=8:allf=t,hue=h=${index * 30}`), '-frames:v', '1', '-q:v', '3'];
};

const RECIPES = {
  'clip43.mp4': [
    ...lavfi('mandelbrot=s=1440x1080:r=30:start_scale=1.2:end_scale=0.05:end_pts=300,trim=duration=10'),
    ...film,
  ],
  'clip169.mp4': [
    ...lavfi('mandelbrot=s=1920x1080:r=30:start_scale=1.5:end_scale=0.02:end_pts=300,trim=duration=10'),
    ...film,
  ],
  'clip4k.mp4': [
    ...lavfi('mandelbrot=s=3840x2160:r=30:start_scale=1.5:end_scale=0.3:end_pts=150,trim=duration=5'),
    ...film,
  ],
  'logo.png': [
    ...lavfi(
      "color=#ffb347:s=400x400,format=rgba,geq=r=255:g=179:b=71:a='if(lt(hypot(X-200,Y-200),180),255,0)'",
    ),
    ...['-frames:v', '1'],
  ],
  'music.wav': lavfi('sine=f=220:r=48000:d=12,volume=2,aformat=channel_layouts=stereo'),
  ...Object.fromEntries(Array.from({ length: 12 }, (_, index) => [`photo${index + 1}.jpg`, photo(index)])),
  ...Object.fromEntries(
    Array.from({ length: 8 }, (_, index) => [
      `tile${index + 1}.mp4`,
      [...lavfi(`testsrc2=s=960x540:r=30:d=10,hue=h=${index * 45},noise=alls=${4 + index}:allf=t`), ...film],
    ]),
  ),
};

/** Makes what is missing of these files. */
export function makeMedia(names) {
  mkdirSync(OUT, { recursive: true });
  for (const name of names)
    if (!existsSync(join(OUT, name)))
      execFileSync(tools.ffmpeg, ['-v', 'error', '-y', ...RECIPES[name], join(OUT, name)]);
}
