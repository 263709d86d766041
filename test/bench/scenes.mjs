// The scenes that are measured, with the media they need (made once, into test/output/bench).
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** 10 s of 1080p: a 4:3 clip that covers the frame, a logo that fades and slides, two animated titles, music. */
const TYPICAL = {
  name: 'typical',
  layers: [
    { type: 'composition', width: 1920, height: 1080, fps: 30, sourceDuration: 10 },
    { type: 'video', src: 'clip43.mp4', duration: 10 },
    {
      type: 'image',
      src: 'logo.png',
      start: 0.5,
      duration: 9,
      style: { position: [0.88, 0.14], scale: 0.2 },
      transitionIn: { transition: 'slideLeft', duration: 0.8 },
      transitionOut: { transition: 'fade', duration: 0.6 },
    },
    {
      type: 'text',
      text: 'A title that slides in',
      start: 0.5,
      duration: 4.5,
      style: { fontFamily: 'Inter', fontSize: 5, fontWeight: 700, position: [0.5, 0.72] },
      transitionIn: { transition: 'slideUp', duration: 0.8 },
      transitionOut: { transition: 'fade', duration: 0.5 },
    },
    {
      type: 'text',
      text: 'and another one after it',
      start: 5,
      duration: 4.5,
      style: { fontFamily: 'Inter', fontSize: 4, position: [0.5, 0.8] },
      transitionIn: { transition: 'zoom', duration: 0.8 },
      transitionOut: { transition: 'fade', duration: 0.5 },
    },
    { type: 'audio', src: 'music.wav', duration: 10 },
  ],
};

const lavfi = (source) => ['-f', 'lavfi', '-i', source];

/** Media of the typical scene. */
function makeMedia(folder, ffmpeg) {
  const recipes = {
    'clip43.mp4': [
      ...lavfi('mandelbrot=s=1440x1080:r=30:start_scale=1.2:end_scale=0.05:end_pts=300,trim=duration=10'),
      ...[
        '-c:v',
        'libx264',
        '-preset',
        'veryfast',
        '-crf',
        '18',
        '-pix_fmt',
        'yuv420p',
        '-colorspace',
        'bt709',
      ],
      ...['-color_primaries', 'bt709', '-color_trc', 'bt709', '-color_range', 'tv'],
    ],
    'logo.png': [
      ...lavfi(
        "color=#ffb347:s=400x400,format=rgba,geq=r=255:g=179:b=71:a='if(lt(hypot(X-200,Y-200),180),255,0)'",
      ),
      ...['-frames:v', '1'],
    ],
    'music.wav': lavfi('sine=f=220:r=48000:d=12,volume=2,aformat=channel_layouts=stereo'),
  };
  mkdirSync(folder, { recursive: true });
  for (const [name, recipe] of Object.entries(recipes))
    if (!existsSync(join(folder, name)))
      execFileSync(ffmpeg, ['-v', 'error', '-y', ...recipe, join(folder, name)]);
}

/** Documents with their media folder, and the clip and sound that the limit decodes and encodes. */
export async function benchScenes(root, ffmpeg) {
  const folder = join(root, 'test', 'output', 'bench');
  makeMedia(folder, ffmpeg);
  const demo = join(folder, 'demo');
  if (!existsSync(join(demo, 'clip.mp4'))) {
    const { makeMedia: makeDemo } = await import('../../bin/demo/media.mjs');
    await makeDemo(demo, { ffmpeg });
  }
  const document = JSON.parse(readFileSync(join(root, 'bin', 'demo', 'scene.json'), 'utf8'));
  return [
    { name: 'typical', document: TYPICAL, folder, clip: 'clip43.mp4', sound: 'music.wav', bar: 1.1 },
    { name: 'demo', document, folder: demo, clip: 'clip.mp4', sound: 'music.wav', bar: 1.25 },
  ];
}
