import type { OutputSpec } from '@farm/shared/scene';
import { toNumber, type Rational } from '@farm/shared/time';
import type { Engine } from '@farm/shared/wire';
import type { EncoderChoice } from '../../plan.types.js';

export interface EncodeFacts {
  output: OutputSpec;
  fps: Rational;
  /** Cores that this encode may use. */
  cores: number;
  choice: EncoderChoice;
}

/** What an encoder adds to the command. */
export interface EncoderArguments {
  /** Before the inputs: devices. */
  device: string[];
  /** Last filters of the picture, after `format=yuv420p`. */
  upload?: string;
  /** Options of the output's video stream. */
  output: string[];
}

export interface Encoder {
  readonly name: string;
  readonly engine: Engine;
  args(facts: EncodeFacts): EncoderArguments;
}

/** x264's constant rate factor; other families are set to look alike. */
const CRF = { low: 27, medium: 21, high: 17 } as const;

export function crfOf(output: OutputSpec): number {
  return output.crf ?? CRF[output.quality];
}

/** Frames between key frames: two seconds. Chunks are cut at multiples of it. */
export function gopFrames(fps: Rational): number {
  return Math.max(1, Math.round(toNumber(fps) * 2));
}
