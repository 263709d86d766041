// The demo's still: a lake at dawn with its mirror image, painted, saved as a JPEG.
import { createCanvas } from '@napi-rs/canvas';
import { writeFile } from 'node:fs/promises';
import { randomFrom, ridge } from './noise.mjs';
import { glow, paintForest, paintRidge, verticalGradient } from './scenery.mjs';

const W = 1500;
const H = 1000;
/** The water line, pixels from the top. */
const SHORE = 600;

const RANGES = [
  {
    seed: 301,
    base: 510,
    relief: 330,
    stretch: 300,
    octaves: 7,
    roughness: 0.5,
    crest: '#5f79ad',
    foot: '#e8b9ab',
  },
  {
    seed: 337,
    base: 560,
    relief: 215,
    stretch: 240,
    octaves: 7,
    roughness: 0.5,
    crest: '#41608f',
    foot: '#b79fa9',
  },
  {
    seed: 353,
    base: 600,
    relief: 130,
    stretch: 260,
    octaves: 6,
    roughness: 0.48,
    crest: '#2a4c6b',
    foot: '#6d8493',
  },
];

/** Snow on the heights: a ragged lower edge, and gullies where bare rock shows. */
function paintSnow(context, top, seed) {
  const edge = ridge(seed, 5, 0.62);
  const lowest = (x) => Math.max(top(x), 268 + 46 * edge(x / 34));
  context.beginPath();
  context.moveTo(0, lowest(0));
  for (let x = 0; x <= W; x += 2) context.lineTo(x, top(x) - 1);
  for (let x = W; x >= 0; x -= 2) context.lineTo(x, lowest(x));
  context.closePath();
  const light = context.createLinearGradient(0, 60, 0, 330);
  light.addColorStop(0, '#fff4e8');
  light.addColorStop(0.5, '#ffd9c2');
  light.addColorStop(1, 'rgba(255,206,186,0.35)');
  context.fillStyle = light;
  context.fill();
  // The sun stands on the right: what falls away to the left lies in blue shade.
  context.save();
  context.clip();
  context.fillStyle = 'rgba(92,116,172,0.42)';
  for (let x = 0; x < W; x += 2) {
    if (top(x + 16) < top(x - 16) - 5) context.fillRect(x - 8, top(x), 3, 400);
  }
  context.restore();
}

function paintLand() {
  const canvas = createCanvas(W, SHORE);
  const context = canvas.getContext('2d');
  context.fillStyle = verticalGradient(context, SHORE, [
    [0, '#3f6fb8'],
    [0.3, '#86a9dc'],
    [0.55, '#f3c3b0'],
    [0.8, '#ffb98f'],
    [1, '#ffd9b0'],
  ]);
  context.fillRect(0, 0, W, SHORE);
  glow(context, 1080, 330, 520, [
    [0, 'rgba(255,244,214,0.95)'],
    [0.25, 'rgba(255,226,180,0.45)'],
    [1, 'rgba(255,214,180,0)'],
  ]);
  RANGES.forEach((range, index) => {
    const painted = paintRidge({ ...range, width: W, height: SHORE });
    if (index === 0) paintSnow(painted.context, painted.top, 5);
    context.drawImage(painted.canvas, 0, 0);
    context.fillStyle = verticalGradient(context, SHORE, [
      [0.55, 'rgba(255,238,222,0)'],
      [1, 'rgba(255,238,222,0.3)'],
    ]);
    context.fillRect(0, 0, W, SHORE);
  });
  const near = (x) => SHORE - 6 - 60 * Math.max(0, 1 - x / 620) - 46 * Math.max(0, (x - 980) / 520);
  context.fillStyle = '#1d3b45';
  context.beginPath();
  context.moveTo(0, SHORE);
  for (let x = 0; x <= W; x += 4) context.lineTo(x, near(x));
  context.lineTo(W, SHORE);
  context.fill();
  paintForest(context, { seed: 12, width: W, top: near, sizes: [26, 60], spacing: 13, colour: '#2a5058' });
  paintForest(context, {
    seed: 77,
    width: W,
    top: (x) => near(x) + 8,
    sizes: [40, 104],
    spacing: 19,
    colour: '#16323b',
  });
  return canvas;
}

/** The lake shows the land upside down, row by row, shaken a little more the nearer the row is. */
function paintLake(context, land) {
  for (let y = 0; y < H - SHORE; y++) {
    const depth = y / (H - SHORE);
    const shake = Math.sin(y * 0.55 + Math.sin(y * 0.09) * 4) * depth * 4;
    const row = Math.max(0, SHORE - 1 - y * 1.18);
    context.drawImage(land, 0, row, W, 1, shake - 8, SHORE + y, W + 16, 1);
  }
  context.fillStyle = verticalGradient(context, H, [
    [0.6, 'rgba(30,70,96,0.12)'],
    [1, 'rgba(8,30,52,0.72)'],
  ]);
  context.fillRect(0, SHORE, W, H - SHORE);
  const random = randomFrom(8);
  for (let i = 0; i < 240; i++) {
    const depth = random();
    const y = SHORE + 6 + depth ** 1.4 * (H - SHORE);
    context.globalAlpha = 0.05 + random() * 0.13;
    context.fillStyle = '#fff3df';
    context.fillRect(random() * W, y, 20 + random() * 150 * (0.3 + depth), 1 + depth * 1.6);
  }
  context.globalAlpha = 1;
}

/** Writes the still. */
export async function makePhoto(file) {
  const canvas = createCanvas(W, H);
  const context = canvas.getContext('2d');
  const land = paintLand();
  context.drawImage(land, 0, 0);
  paintLake(context, land);
  glow(context, 750, SHORE + 4, 900, [
    [0, 'rgba(255,240,226,0.20)'],
    [1, 'rgba(255,240,226,0)'],
  ]);
  await writeFile(file, await canvas.encode('jpeg', 92));
}
