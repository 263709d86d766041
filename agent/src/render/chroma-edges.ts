/** Below this alpha a straight colour is mostly rounding noise. */
const FAINT = 8;

/**
 * Prepares straight RGBA for 4:2:0. Two by two pixels share one chroma sample, and a transparent neighbour (black)
 * would grey the rim of coloured text: nearly transparent pixels take the mean colour of their block, weighted by
 * alpha. Width and height are even. Changes the pixels in place.
 */
export function fillChromaEdges(pixels: Uint8ClampedArray, width: number, height: number): void {
  const words = new Uint32Array(pixels.buffer, pixels.byteOffset, width * height);
  for (let y = 0; y < height; y += 2) {
    const row = y * width;
    for (let x = 0; x < width; x += 2) {
      const at = row + x;
      const a = words[at] ?? 0;
      const b = words[at + 1] ?? 0;
      const c = words[at + width] ?? 0;
      const d = words[at + width + 1] ?? 0;
      const any = a | b | c | d;
      if (any === 0 || isSolid(a & b & c & d)) continue;
      fillBlock(pixels, [at, at + 1, at + width, at + width + 1]);
    }
  }
}

function isSolid(word: number): boolean {
  return word >>> 24 === 255;
}

function fillBlock(pixels: Uint8ClampedArray, block: [number, number, number, number]): void {
  let [red, green, blue, weight, least] = [0, 0, 0, 0, 255];
  for (const index of block) {
    const at = index * 4;
    const alpha = pixels[at + 3] ?? 0;
    red += (pixels[at] ?? 0) * alpha;
    green += (pixels[at + 1] ?? 0) * alpha;
    blue += (pixels[at + 2] ?? 0) * alpha;
    weight += alpha;
    least = Math.min(least, alpha);
  }
  if (weight === 0 || least >= FAINT) return;
  for (const index of block) {
    const at = index * 4;
    if ((pixels[at + 3] ?? 0) >= FAINT) continue;
    pixels[at] = red / weight;
    pixels[at + 1] = green / weight;
    pixels[at + 2] = blue / weight;
  }
}
