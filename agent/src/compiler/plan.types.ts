import type { Rect } from '@farm/shared/geometry';
import type { OutputSpec, TimedLayer } from '@farm/shared/scene';
import type { FrameRange, Rational } from '@farm/shared/time';
import type { Engine, Warning } from '@farm/shared/wire';

/** What the compiler makes of a scene: everything a render does, as a value that can be printed. */
export interface RenderPlan {
  width: number;
  height: number;
  fps: Rational;
  /** Frames of the whole scene. */
  frames: number;
  /** Frames that this plan renders. */
  range: FrameRange;
  /** `#rrggbb`, with two more digits when the output keeps what is transparent. */
  background: string;
  /** The finished picture has transparent parts. */
  transparent: boolean;
  /** How each visible or audible layer is drawn, and why. */
  layers: LayerChoice[];
  /** Bottom to top. */
  planes: PlanePlan[];
  /** Absent: the scene is silent, or only some of its frames are rendered. */
  sound?: SoundPlan;
  /** Preferred first; a failing one gives way to the next. */
  encoders: EncoderChoice[];
  output: OutputSpec;
  warnings: Warning[];
}

export interface LayerChoice {
  number: number;
  path: string;
  kind: string;
  plane: 'native' | 'painted' | 'sound';
  /** `painted: borderRadius`. */
  reason: string;
}

export type PlanePlan = NativePlanePlan | PaintedPlanePlan;

/** A video or a still that ffmpeg decodes, scales and places itself. */
export interface NativePlanePlan {
  kind: 'native';
  path: string;
  source: string;
  /** Scene frames on which it is seen, inside the plan's range. */
  frames: FrameRange;
  /** Shown one after the other: one for each pass of a loop. Absent for stills. */
  clips?: ClipTiming[];
  picture: PicturePlacement;
  /** Constant factor of its alpha. */
  opacity: number;
  fades: Fade[];
}

/** Neighbouring layers drawn by the painter. */
export interface PaintedPlanePlan {
  kind: 'painted';
  layers: TimedLayer[];
  frames: FrameRange;
  /** Painted under the layers; the plane is opaque then. */
  background?: string;
}

/** Which source pictures a layer shows: `count` samples, `step` source seconds apart, from `from` on. */
export interface ClipTiming {
  /** Source second of the first sample in source order. */
  from: number;
  /** Source seconds per output second, positive. */
  speed: number;
  /** Samples are shown last first. */
  reverse: boolean;
  count: number;
  /** Further frames on which the last sample stays. */
  hold?: number;
  /** Average rate of the source, where known. */
  sourceFps?: Rational;
}

/** The part of a source's picture that is used, in whole pixels of the picture as displayed. */
export interface PictureCut extends Rect {
  /** Of this size. */
  of: { width: number; height: number };
  /** Its corner lies between two colour samples of the source. */
  between: boolean;
}

/** What is done to a source's picture before it is turned, scaled and placed, in this order. */
export interface PictureStages {
  cut?: PictureCut;
}

export interface PicturePlacement {
  /** Absent: none. */
  stages?: PictureStages;
  /** `bt601` or `bt709`; absent for RGB sources. */
  matrix?: 'bt601' | 'bt709' | 'bt2020';
  /** Already yuv420p, bt709, limited range: nothing to convert. */
  ready: boolean;
  /** Size as displayed and cut, before scaling. */
  width: number;
  height: number;
  /** Clockwise quarter turns. */
  turns: 0 | 1 | 2 | 3;
  /** Size after turning, in output pixels. */
  scaled: { width: number; height: number };
  /** The part of the scaled picture that is on the canvas. */
  crop: Rect;
  /** Where that part lands; even. */
  x: number;
  y: number;
}

/** A linear change of alpha; `start` in seconds after the plane's first frame, may be negative. */
export interface Fade {
  kind: 'in' | 'out';
  start: number;
  duration: number;
}

export interface EncoderChoice {
  /** ffmpeg's name, e.g. libx264. */
  name: string;
  engine: Engine;
  device?: string;
}

/** Everything that sounds, mixed to 48 kHz stereo of exactly `samples` samples. */
export interface SoundPlan {
  samples: number;
  parts: SoundPart[];
  /** Peaks above full scale are possible: a limiter is needed. */
  limited: boolean;
}

export type SoundPart = ClipSound | GroupSound;

interface SoundBase {
  path: string;
  /** Samples of silence before it, at 48 kHz. */
  delay: number;
  /** Source second of the first sample (local second for groups). */
  from: number;
  /** Source seconds that sound. */
  duration: number;
  speed: number;
  reverse: boolean;
  /** What plays is repeated. */
  loop?: SoundLoop;
  fades: Fade[];
  gains: Gain[];
}

export interface SoundLoop {
  /** Source seconds of one pass, from `from` on. */
  pass: number;
  /** Null: without end. */
  plays: number | null;
  /** Source seconds of the repeated sound that are left out at its beginning. */
  skip: number;
}

export interface ClipSound extends SoundBase {
  kind: 'clip';
  source: string;
  channels: number;
  /** −1 left … 1 right. */
  pan: number;
  /** 1 = unchanged. */
  pitch: number;
}

export interface GroupSound extends SoundBase {
  kind: 'group';
  parts: SoundPart[];
}

/** A constant factor, or points joined by straight lines (timeline seconds after the layer's start). */
export type Gain = number | GainPoint[];
export interface GainPoint {
  time: number;
  gain: number;
}
