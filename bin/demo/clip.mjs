// The demo's video clip: a slow flight along a mountain valley at dusk, drawn frame by frame and encoded with ffmpeg.
import { createCanvas } from '@napi-rs/canvas';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { randomFrom } from './noise.mjs';
import { glow, paintForest, paintRidge, paintStars, verticalGradient } from './scenery.mjs';

export const CLIP = { width: 1280, height: 720, fps: 30, seconds: 9 };
const { width: W, height: H } = CLIP;

/** `travel`: pixels that the range moves in the whole clip; nearer ranges move more. */
const RANGES = [
  {
    seed: 11,
    base: 470,
    relief: 210,
    stretch: 190,
    octaves: 6,
    roughness: 0.5,
    crest: '#54507f',
    foot: '#e79a7c',
    travel: 60,
  },
  {
    seed: 47,
    base: 530,
    relief: 180,
    stretch: 230,
    octaves: 6,
    roughness: 0.48,
    crest: '#3b3a68',
    foot: '#a8708a',
    travel: 120,
  },
  {
    seed: 83,
    base: 600,
    relief: 170,
    stretch: 280,
    octaves: 6,
    roughness: 0.46,
    crest: '#262a50',
    foot: '#5d4a72',
    travel: 220,
    trees: { sizes: [8, 20], spacing: 7, colour: '#232648' },
  },
  {
    seed: 131,
    base: 690,
    relief: 130,
    stretch: 330,
    octaves: 5,
    roughness: 0.42,
    crest: '#141734',
    foot: '#1b1a3a',
    travel: 380,
    trees: { sizes: [24, 62], spacing: 15, colour: '#111330' },
  },
  {
    seed: 177,
    base: 735,
    relief: 90,
    stretch: 420,
    octaves: 4,
    roughness: 0.4,
    crest: '#090a1c',
    foot: '#05060f',
    travel: 640,
    trees: { sizes: [60, 150], spacing: 46, colour: '#080919' },
  },
];

function paintSky() {
  const canvas = createCanvas(W, H);
  const context = canvas.getContext('2d');
  context.fillStyle = verticalGradient(context, H, [
    [0, '#12143a'],
    [0.24, '#2c2560'],
    [0.42, '#6f3f7d'],
    [0.56, '#d2667c'],
    [0.66, '#ffa56f'],
    [0.78, '#ffd9a0'],
  ]);
  context.fillRect(0, 0, W, H);
  paintStars(context, { seed: 5, count: 260, width: W, height: 330 });
  return canvas;
}

/** Long thin clouds, lit from below; painted on a strip that drifts. */
function paintClouds(seed) {
  const canvas = createCanvas(W + 200, 420);
  const context = canvas.getContext('2d');
  const random = randomFrom(seed);
  for (let i = 0; i < 26; i++) {
    const x = random() * (W + 200);
    const y = 120 + random() * 250;
    const length = 120 + random() * 340;
    const thick = 5 + random() * 16;
    const gradient = context.createRadialGradient(0, 0, 0, 0, 0, 1);
    const warm = y > 230 ? '255,176,140' : '196,120,170';
    gradient.addColorStop(0, `rgba(${warm},0.34)`);
    gradient.addColorStop(0.5, `rgba(${warm},0.14)`);
    gradient.addColorStop(1, `rgba(${warm},0)`);
    context.save();
    context.translate(x, y);
    context.scale(length, thick);
    context.fillStyle = gradient;
    context.fillRect(-1, -1, 2, 2);
    context.restore();
  }
  return canvas;
}

function prepare() {
  const ranges = RANGES.map((range) => {
    const width = W + range.travel + 40;
    const painted = paintRidge({ ...range, width, height: H });
    if (range.trees)
      paintForest(painted.context, { ...range.trees, seed: range.seed, width, top: painted.top });
    return { canvas: painted.canvas, travel: range.travel };
  });
  const random = randomFrom(99);
  const sparks = Array.from({ length: 46 }, () => ({
    x: random() * W,
    y: 360 + random() * 360,
    drift: 14 + random() * 46,
    rise: 6 + random() * 22,
    size: 0.8 + random() * 2.1,
    beat: 0.5 + random() * 1.4,
    offset: random() * Math.PI * 2,
  }));
  return { sky: paintSky(), clouds: paintClouds(23), ranges, sparks };
}

function paintSparks(context, sparks, seconds) {
  for (const spark of sparks) {
    const x = (((spark.x - spark.drift * seconds) % W) + W) % W;
    const y = spark.y - spark.rise * seconds + Math.sin(seconds * spark.beat + spark.offset) * 10;
    const light = 0.5 + 0.5 * Math.sin(seconds * spark.beat * 2.2 + spark.offset);
    context.globalAlpha = 0.12 + 0.6 * light;
    context.fillStyle = '#ffdf9e';
    context.beginPath();
    context.arc(x, y, spark.size, 0, Math.PI * 2);
    context.fill();
  }
  context.globalAlpha = 1;
}

/** One frame; `seconds` may be fractional. */
function paintFrame(context, scenery, seconds) {
  const t = seconds / CLIP.seconds;
  context.drawImage(scenery.sky, 0, 0);
  context.drawImage(scenery.clouds, -150 * t, 0);
  const sunX = 905 - 24 * t;
  const sunY = 402 + 26 * t;
  context.globalCompositeOperation = 'screen';
  glow(context, sunX, sunY, 430, [
    [0, 'rgba(255,214,150,0.75)'],
    [0.3, 'rgba(255,150,110,0.32)'],
    [1, 'rgba(255,120,110,0)'],
  ]);
  context.globalCompositeOperation = 'source-over';
  glow(context, sunX, sunY, 46, [
    [0, '#fffdf2'],
    [0.8, '#fff0c8'],
    [1, 'rgba(255,232,180,0)'],
  ]);
  for (const range of scenery.ranges) context.drawImage(range.canvas, -20 - range.travel * t, 0);
  paintSparks(context, scenery.sparks, seconds);
}

/** Writes the clip; resolves with the number of frames. */
export async function makeClip(file, { ffmpeg, onProgress = () => {} }) {
  const frames = CLIP.seconds * CLIP.fps;
  const encoder = spawn(
    ffmpeg,
    ['-hide_banner', '-loglevel', 'error', '-y', '-f', 'rawvideo', '-pix_fmt', 'rgba', '-s', `${W}x${H}`]
      .concat(['-r', String(CLIP.fps), '-i', 'pipe:0', '-vf', 'scale=out_color_matrix=bt709:out_range=tv'])
      .concat(['-c:v', 'libx264', '-preset', 'veryfast', '-crf', '18', '-pix_fmt', 'yuv420p'])
      .concat(['-color_primaries', 'bt709', '-color_trc', 'bt709', '-colorspace', 'bt709'])
      .concat(['-movflags', '+faststart', file]),
    { stdio: ['pipe', 'ignore', 'pipe'] },
  );
  let complaint = '';
  encoder.stderr.on('data', (text) => (complaint += text));
  encoder.stdin.on('error', () => {});
  const ended = once(encoder, 'close');
  const context = createCanvas(W, H).getContext('2d');
  const scenery = prepare();
  for (let frame = 0; frame < frames && encoder.exitCode === null; frame++) {
    paintFrame(context, scenery, frame / CLIP.fps);
    const pixels = Buffer.from(context.getImageData(0, 0, W, H).data.buffer);
    if (!encoder.stdin.write(pixels)) await Promise.race([once(encoder.stdin, 'drain'), ended]);
    if (frame % 15 === 0) onProgress(frame / frames);
  }
  encoder.stdin.end();
  const [code] = await ended;
  if (code !== 0)
    throw new Error(`ffmpeg could not write the demo's clip: ${complaint.trim() || `exit ${code}`}`);
  return frames;
}
