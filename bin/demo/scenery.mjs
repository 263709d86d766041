// The painter's tools that the clip and the photo have in common: skies, ridges, trees.
import { createCanvas } from '@napi-rs/canvas';
import { randomFrom, ridge } from './noise.mjs';

/** Vertical gradient from `[offset, colour]` stops. */
export function verticalGradient(context, height, stops) {
  const gradient = context.createLinearGradient(0, 0, 0, height);
  for (const [offset, colour] of stops) gradient.addColorStop(offset, colour);
  return gradient;
}

/** A soft round light. */
export function glow(context, x, y, radius, stops) {
  const gradient = context.createRadialGradient(x, y, 0, x, y, radius);
  for (const [offset, colour] of stops) gradient.addColorStop(offset, colour);
  context.fillStyle = gradient;
  context.fillRect(x - radius, y - radius, radius * 2, radius * 2);
}

/** One mountain range on a canvas of its own, darker at the crest and lost in mist at its foot. */
export function paintRidge({ width, height, seed, base, relief, stretch, octaves, roughness, crest, foot }) {
  const canvas = createCanvas(width, height);
  const context = canvas.getContext('2d');
  const curve = ridge(seed, octaves, roughness);
  const top = (x) => base - relief * (0.5 + 0.5 * curve(x / stretch));
  context.beginPath();
  context.moveTo(0, height);
  for (let x = 0; x <= width; x += 2) context.lineTo(x, top(x));
  context.lineTo(width, height);
  context.closePath();
  const shade = context.createLinearGradient(0, base - relief, 0, height);
  shade.addColorStop(0, crest);
  shade.addColorStop(1, foot);
  context.fillStyle = shade;
  context.fill();
  return { canvas, context, top };
}

/** A conifer with its foot at (x, y). */
function paintConifer(context, x, y, size, random) {
  const tiers = 6;
  context.beginPath();
  context.moveTo(x, y - size);
  for (let i = 1; i <= tiers; i++) {
    const reach = (size * 0.21 * i) / tiers + size * 0.015;
    context.lineTo(x + reach * (0.85 + random() * 0.3), y - size + (size * 0.93 * i) / tiers);
    context.lineTo(x + reach * 0.45, y - size + (size * 0.9 * i) / tiers);
  }
  for (let i = tiers; i >= 1; i--) {
    const reach = (size * 0.21 * i) / tiers + size * 0.015;
    context.lineTo(x - reach * 0.45, y - size + (size * 0.9 * i) / tiers);
    context.lineTo(x - reach * (0.85 + random() * 0.3), y - size + (size * 0.93 * i) / tiers);
  }
  context.closePath();
  context.fill();
  context.fillRect(x - size * 0.012, y - size * 0.08, size * 0.024, size * 0.1);
}

/** A forest that follows a slope; trees stand in loose groups. */
export function paintForest(context, { seed, width, top, sizes: [small, large], spacing, colour }) {
  const random = randomFrom(seed);
  const density = ridge(seed + 7, 2);
  context.fillStyle = colour;
  for (let x = -large; x < width + large; x += spacing * (0.5 + random())) {
    const size = small + (large - small) * random() ** 1.6;
    if (density(x / 160) > -0.35) paintConifer(context, x, top(x) + size * 0.06, size, random);
  }
}

/** Stars, fewer and fainter towards the horizon. */
export function paintStars(context, { seed, count, width, height }) {
  const random = randomFrom(seed);
  for (let i = 0; i < count; i++) {
    const y = random() ** 1.7 * height;
    context.globalAlpha = (0.25 + random() * 0.75) * (1 - y / height);
    context.fillStyle = random() > 0.8 ? '#ffe9cf' : '#ffffff';
    const size = random() ** 6 * 1.6 + 0.5;
    context.beginPath();
    context.arc(random() * width, y, size, 0, Math.PI * 2);
    context.fill();
  }
  context.globalAlpha = 1;
}
