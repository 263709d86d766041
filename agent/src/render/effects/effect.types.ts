import type { Rgba } from './shade.js';
import type { EdgeMode, Sampler } from './surface.js';

/** The picture an effect works on, and the time of the frame. */
export interface EffectFrame {
  width: number;
  height: number;
  /** Seconds on the clock of the layer's container. */
  time: number;
  /** floor(60 · time): the tick that seeds everything that flickers. */
  tick: number;
}

/** Parameters of one effect at one frame: lengths in pixels, angles in radians, colours in 0..1 (not premultiplied). */
export interface EffectParams {
  number(name: string): number;
  flag(name: string): boolean;
  word(name: string): string;
  colour(name: string): Rgba;
  edge(name: string): EdgeMode;
}

/**
 * Colour of one pixel. (u,v): centre of the pixel, y up. `source` is the pass's input, `original` the effect's.
 * Writes premultiplied colour to `out`.
 */
export type Shade = (u: number, v: number, source: Sampler, original: Sampler, out: Rgba) => void;

/** Passes in order, each over the whole surface and stored in 8 bits. An empty list leaves the picture as it is. */
export type BuildEffect = (params: EffectParams, frame: EffectFrame) => Shade[];
