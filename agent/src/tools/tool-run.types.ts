import type { Scene } from '@farm/shared/scene';
import type { Rational } from '@farm/shared/time';
import type { OutputFormat, ToolPlan } from '@farm/shared/tools';
import type { Capabilities } from '@farm/shared/wire';

/** What was measured of one local file. Sizes are as players show them. */
export interface MediaMeasure {
  picture: {
    width: number;
    height: number;
    fps: Rational;
    codec: string;
    pixelFormat: string;
    still: boolean;
    /** Seconds of the picture stream; 0 when the file does not say. */
    duration: number;
  } | null;
  sound: { codec: string; channels: number; sampleRate: number; duration: number } | null;
  /** Packets of the picture; 0 unless they were counted. */
  frames: number;
  sizeBytes: number;
}

export interface CompileInput {
  plan: ToolPlan;
  /** Local file of each source. */
  files: Readonly<Record<string, string>>;
  /** Of every source that is media. */
  media: Readonly<Record<string, MediaMeasure>>;
  /** Text of the subtitle file, when the plan names one. */
  subtitles?: string;
  capabilities: Pick<Capabilities, 'filters'>;
  cores: number;
  /** The run's own folder; every file that is written lies in it. */
  folder: string;
}

/** What loudnorm's first pass printed, as its second pass wants it. */
export interface LoudnessMeasure {
  input_i: string;
  input_tp: string;
  input_lra: string;
  input_thresh: string;
  target_offset: string;
}

/** One run of ffmpeg. */
export interface Pass {
  args: string[] | ((measured: LoudnessMeasure | undefined) => string[]);
  /** What its progress counts: frames of the picture, or seconds. */
  counts: 'frames' | 'seconds';
  /** Frames (or tenths of a second) that it will count, as far as known; its share of the progress. */
  ticks: number;
  /** Its stderr holds a LoudnessMeasure for the next pass. */
  measures?: boolean;
}

/** What the finished file must be like. */
export interface ExpectedOutput {
  file: string;
  format: OutputFormat;
  picture: { width: number; height: number; codec: string; fps: Rational } | null;
  sound: boolean;
  /** Seconds; undefined when the input does not say how long it is. */
  duration?: number;
  /** How far the duration may be off. */
  tolerance: number;
  maxBytes?: number;
}

/** How a plan is carried out: perhaps a scene first, then ffmpeg, pass after pass. */
export interface ToolRun {
  /** Rendered into `file`; its sources are files of this machine. */
  scene?: { scene: Scene; file: string };
  /** Small text files that the passes read. */
  texts: { file: string; text: string }[];
  passes: Pass[];
  /** ffmpeg's name of the encoder that made the picture (or the sound); `copy` when nothing was encoded. */
  encoder: string;
  expected: ExpectedOutput;
  warnings: { code: string; message: string }[];
}
