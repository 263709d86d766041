import fc from 'fast-check';
import { cutPieces } from './cut-pieces.js';

describe('cutting a film', () => {
  test('pieces are whole groups of pictures; a short rest joins its neighbour', () => {
    expect(cutPieces(300, 100, 60)).toEqual([
      { from: 0, to: 120 },
      { from: 120, to: 240 },
      { from: 240, to: 300 },
    ]);
    expect(cutPieces(250, 100, 60)).toEqual([
      { from: 0, to: 120 },
      { from: 120, to: 250 },
    ]);
    expect(cutPieces(10, 100, 60)).toEqual([{ from: 0, to: 10 }]);
  });

  test('every frame is in one piece, in order, and every piece begins with a key frame', () => {
    const whole = fc.integer({ min: 1, max: 5000 });
    fc.assert(
      fc.property(whole, whole, fc.integer({ min: 1, max: 240 }), (frames, pieceFrames, gop) => {
        const pieces = cutPieces(frames, pieceFrames, gop);
        expect(pieces[0]?.from).toBe(0);
        expect(pieces.at(-1)?.to).toBe(frames);
        for (const [index, piece] of pieces.entries()) {
          expect(piece.from % gop).toBe(0);
          expect(piece.to).toBeGreaterThan(piece.from);
          if (index > 0) expect(piece.from).toBe(pieces[index - 1]?.to);
        }
      }),
    );
  });
});
