import type { MediaFacts, Scene } from '@farm/shared/scene';
import type { FrameRange } from '@farm/shared/time';
import type { Capabilities, Engine, Warning } from '@farm/shared/wire';
import type { RenderPlan } from '../compiler/index.js';
import type { Tools } from '../media/index.js';

/** What every way of rendering is given. */
export interface SceneInput {
  scene: Scene;
  /** Local file of each source, by its key in `scene.sources`. */
  files: Record<string, string>;
  /** A folder of this render's own; temporary files go here. */
  workDir: string;
  tools: Tools;
  capabilities: Capabilities;
  /** Cores that the render may plan with. */
  cores: number;
  /** Absent: the best engine that was seen working. */
  engine?: Engine;
  /** What was measured of the sources already; absent: measured now. */
  facts?: Record<string, MediaFacts>;
  /** Joined to others later: an exact clock, no sound, and no other encoder than the asked engine's. */
  isPiece?: boolean;
  signal?: AbortSignal;
}

export interface RenderInput extends SceneInput {
  outFile: string;
  /** Seconds without a new frame after which the render is called hung. */
  stallSeconds: number;
  /** Only these frames, without sound; absent: all, or the one that a still shows. */
  range?: FrameRange;
  onProgress?: (framesDone: number, framesTotal: number, fps?: number) => void;
}

export interface FrameInput extends SceneInput {
  /** Scene frame, from 0. */
  frame: number;
  /** A PNG. */
  outFile: string;
}

export interface RenderOutcome {
  frames: number;
  /** Seconds. */
  duration: number;
  facts: Record<string, MediaFacts>;
  warnings: Warning[];
  /** ffmpeg's name of the encoder that was used in the end. */
  encoder: string;
  engine: Engine;
  plan: RenderPlan;
  /** Of each painted plane: pictures that were drawn, and frames that they stand for. */
  painted: { pictures: number; frames: number }[];
}
