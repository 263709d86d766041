import { addPicture, smoothstep, type DrawJoin } from './join.types.js';

const fade: DrawJoin = (draw) => {
  addPicture(draw, draw.going, draw.progress);
  addPicture(draw, draw.coming, 1 - draw.progress);
};

/** Weights of the four parts of a fade through a third picture: there, and from there. */
export function throughWeights(progress: number): {
  going: number;
  leaving: number;
  arriving: number;
  coming: number;
} {
  const before = smoothstep(0.8, 1, progress);
  const after = smoothstep(0.2, 1, progress);
  return {
    going: progress * before,
    leaving: progress * (1 - before),
    arriving: (1 - progress) * after,
    coming: (1 - progress) * (1 - after),
  };
}

const fadeThrough =
  (colour: string): DrawJoin =>
  (draw) => {
    const { ctx, width, height, progress } = draw;
    const { going, leaving, arriving, coming } = throughWeights(progress);
    addPicture(draw, draw.going, going);
    addPicture(draw, draw.coming, coming);
    ctx.globalAlpha = leaving + arriving;
    ctx.fillStyle = colour;
    ctx.fillRect(0, 0, width, height);
  };

export const MIXES = {
  fade,
  fadeblack: fadeThrough('#000'),
  fadewhite: fadeThrough('#fff'),
} satisfies Record<string, DrawJoin>;
