import type { Effect } from '../scene/index.js';

/** What transitions do to a layer at one frame. */
export interface TransitionPose {
  /** Added to the position, in fractions of the canvas. */
  moveX: number;
  moveY: number;
  /** Degrees added to the rotation about each axis. */
  tilt: number;
  turn: number;
  roll: number;
  /** Factors. */
  scale: number;
  opacity: number;
  volume: number;
  /** Added to the letter spacing and to the blur filter, in the em of the layer's own text. */
  spacing: number;
  blur: number;
  /** Run after the layer's own effects; parameters as documents write them. */
  effects: readonly Effect[];
}

export const REST: TransitionPose = {
  moveX: 0,
  moveY: 0,
  tilt: 0,
  turn: 0,
  roll: 0,
  scale: 1,
  opacity: 1,
  volume: 1,
  spacing: 0,
  blur: 0,
  effects: [],
};

/** Two poses at once: what is added adds up, factors multiply, effects follow each other. */
export function composed(a: TransitionPose, b: TransitionPose): TransitionPose {
  return {
    moveX: a.moveX + b.moveX,
    moveY: a.moveY + b.moveY,
    tilt: a.tilt + b.tilt,
    turn: a.turn + b.turn,
    roll: a.roll + b.roll,
    scale: a.scale * b.scale,
    opacity: a.opacity * b.opacity,
    volume: a.volume * b.volume,
    spacing: a.spacing + b.spacing,
    blur: a.blur + b.blur,
    effects: [...a.effects, ...b.effects],
  };
}
