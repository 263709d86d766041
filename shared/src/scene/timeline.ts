import type { Rational } from '../time/index.js';
import type { JoinStyle } from './join-styles.js';
import type { Layer } from './layer.schema.js';
import type { MediaFacts } from './media-facts.schema.js';

/**
 * A layer with its place in time decided. Frames are those of its container: the scene's for top-level layers,
 * the group's local clock for children.
 */
export interface TimedLayer {
  layer: Layer;
  /** Half-open: shown on startFrame <= f < endFrame. */
  startFrame: number;
  endFrame: number;
  /** Exact start and length in timeline seconds, for audio and for transitions. */
  start: number;
  length: number;
  /** Seconds of source time that play, decided; all passes of a loop together. */
  sourceDuration: number;
  /** Seconds at the end of `length` in which the last state is held; absent: none. */
  hold?: number;
  /** First frame of those. */
  heldFrom?: number;
  /** Media that are repeated: source seconds of one pass, and how many there are; null: without end. */
  loop?: { pass: number; plays: number | null };
  /** Facts of the layer's source; absent for layers without one. */
  media?: MediaFacts;
  /** How it grows out of the layer below it: from its own first frame, over `seconds`, and before `endFrame`. */
  join?: { style: JoinStyle; seconds: number; endFrame: number };
  /** Children of a group in paint order; empty otherwise. */
  children: TimedLayer[];
}

/** A scene with every time decided. Layers are in paint order, disabled ones and disabled tracks left out. */
export interface Timeline {
  width: number;
  height: number;
  fps: Rational;
  /** Total frames = round(duration · fps), at least 1. */
  frames: number;
  layers: TimedLayer[];
}
