import { createCanvas, type SKRSContext2D } from '@napi-rs/canvas';

const SIDE = 32;
/** A code point that no font may have: drawing it shows what a missing letter looks like. */
const NOWHERE = '\u{10ffff}';
/** Marks, spaces and controls draw nothing of their own. */
const INVISIBLE = /^[\p{M}\p{Z}\p{Cc}\p{Cf}]$/u;

/** The letters of a text that none of the families has: they would be drawn as empty boxes. */
export function missingLetters(letters: readonly string[], families: string): string[] {
  const ctx = createCanvas(SIDE, SIDE).getContext('2d');
  ctx.font = `400 ${SIDE / 2}px ${families}`;
  ctx.textBaseline = 'middle';
  const box = drawn(ctx, NOWHERE);
  return letters.filter((letter) => !INVISIBLE.test(letter) && drawn(ctx, letter).equals(box));
}

function drawn(ctx: SKRSContext2D, letter: string): Buffer {
  ctx.clearRect(0, 0, SIDE, SIDE);
  ctx.fillText(letter, 2, SIDE / 2);
  return Buffer.from(ctx.getImageData(0, 0, SIDE, SIDE).data);
}
