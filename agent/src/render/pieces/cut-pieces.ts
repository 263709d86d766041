import type { FrameRange } from '@farm/shared/time';

/**
 * Cuts frames into pieces of about `pieceFrames`, at whole groups of pictures counted from frame 0: each piece begins
 * where the encoder sets a key frame anyway, and pieces of an earlier render of the same film are found again. A rest
 * shorter than a group joins its neighbour.
 */
export function cutPieces(frames: number, pieceFrames: number, gop: number): FrameRange[] {
  const step = Math.max(1, Math.ceil(pieceFrames / gop)) * gop;
  const pieces: FrameRange[] = [];
  for (let from = 0; from < frames; from += step) pieces.push({ from, to: Math.min(frames, from + step) });
  const last = pieces.at(-1);
  const before = pieces.at(-2);
  if (last && before && last.to - last.from < gop) pieces.splice(-2, 2, { from: before.from, to: last.to });
  return pieces;
}
