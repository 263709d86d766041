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
      if ((a | b | c | d) === 0) continue;
      if (isSeen(a) && isSeen(b) && isSeen(c) && isSeen(d)) continue;
      const mean = meanColour(a, b, c, d);
      if (!isSeen(a)) words[at] = withColour(a, mean);
      if (!isSeen(b)) words[at + 1] = withColour(b, mean);
      if (!isSeen(c)) words[at + width] = withColour(c, mean);
      if (!isSeen(d)) words[at + width + 1] = withColour(d, mean);
    }
  }
}

function isSeen(word: number): boolean {
  return word >>> 24 >= FAINT;
}

function withColour(word: number, colour: number): number {
  return ((word & 0xff000000) | colour) >>> 0;
}

/** Mean colour of four pixels (alpha, blue, green, red from the top byte down), weighted by alpha. */
function meanColour(a: number, b: number, c: number, d: number): number {
  const [wa, wb, wc, wd] = [a >>> 24, b >>> 24, c >>> 24, d >>> 24];
  const weight = wa + wb + wc + wd;
  if (weight === 0) return 0;
  const channel = (shift: number): number =>
    Math.round(
      (((a >>> shift) & 255) * wa +
        ((b >>> shift) & 255) * wb +
        ((c >>> shift) & 255) * wc +
        ((d >>> shift) & 255) * wd) /
        weight,
    );
  return (channel(16) << 16) | (channel(8) << 8) | channel(0);
}
