import type { Canvas, Image, SKRSContext2D } from '@napi-rs/canvas';
import type { Rect } from '@farm/shared/geometry';
import type { TimedLayer } from '@farm/shared/scene';
import type { Rational } from '@farm/shared/time';
import type { Warning } from '@farm/shared/wire';

export type Picture = Canvas | Image;

/** What a painter needs from outside; everything is loaded before `paint` is called, so painting never waits. */
export interface PaintResources {
  /** A still picture by its key in scene.sources, EXIF orientation applied. */
  still(sourceKey: string): Picture;
  /** The picture of a video layer at a source second, as decoded for the frame about to be painted. */
  videoFrame(layerPath: string, sourceTime: number): Picture;
}

/** A video picture that `paint(frame)` will ask for. */
export interface VideoNeed {
  timed: TimedLayer;
  sourceTime: number;
}

/** Draws a run of neighbouring layers, bottom to top, on a transparent canvas (or on `background`). */
export interface Painter {
  /** Equal keys mean equal pixels; computed from evaluated properties, never from pixels. */
  key(frame: number): string;
  /** Whole output pixels that the frame may touch, inside the canvas; undefined when nothing is drawn. */
  bounds(frame: number): Rect | undefined;
  /** Video pictures of this frame, groups' children included. */
  videos(frame: number): VideoNeed[];
  /** Draws the part of the frame inside `region`; region's corner lands on (0,0) of `target`, which is clear. */
  paint(frame: number, target: SKRSContext2D, region: Rect): void;
  /** Font replacements and the like, complete once every frame was keyed or painted. */
  readonly warnings: readonly Warning[];
}

export interface PainterInput {
  width: number;
  height: number;
  fps: Rational;
  /** In paint order. */
  layers: TimedLayer[];
  /** CSS colour under everything; absent = transparent. */
  background?: string;
  resources: PaintResources;
}
