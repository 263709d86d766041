import type { OutputSpec, VideoCodec } from '@farm/shared/scene';
import { toNumber, type Rational } from '@farm/shared/time';
import type { Engine } from '@farm/shared/wire';
import type { EncoderChoice } from '../../plan.types.js';

export interface EncodeFacts {
  output: OutputSpec;
  fps: Rational;
  /** Cores that this encode may use. */
  cores: number;
  choice: EncoderChoice;
  /** The picture has transparent parts to keep. */
  transparent?: boolean;
  /** Bytes of all pictures together, four for each pixel. */
  rawBytes?: number;
}

/** What an encoder adds to the command. */
export interface EncoderArguments {
  /** Before the inputs: devices. */
  device: string[];
  /** Last filters of the picture, which set its format; absent: it becomes `pixels`. */
  finish?: string;
  /** Pixel format that is encoded. */
  pixels?: string;
  /** Options of the output's video stream. */
  output: string[];
}

export interface Encoder {
  /** ffmpeg's name. */
  readonly name: string;
  readonly engine: Engine;
  readonly codec: VideoCodec;
  /** The smallest side that it takes; absent: any that a scene may have. */
  readonly smallest?: number;
  args(facts: EncodeFacts): EncoderArguments;
}

/** x264's constant rate factor; other families are set to look alike. */
const CRF = { low: 27, medium: 21, high: 17 } as const;

export function crfOf(output: OutputSpec): number {
  return output.crf ?? CRF[output.quality];
}

/** The same look on a scale of 0 to 63 (VP9, AV1), which is about 10 higher. */
export const crf63Of = (output: OutputSpec, above: number): string =>
  String(Math.min(63, crfOf(output) + above));

/** Frames between key frames: two seconds. Chunks are cut at multiples of it. */
export function gopFrames(fps: Rational): number {
  return Math.max(1, Math.round(toNumber(fps) * 2));
}
