import { join } from 'node:path';
import { toNumber, type Rational } from '@farm/shared/time';
import { MAIN_INPUT, OUTPUT_FORMATS, type OutputFormat } from '@farm/shared/tools';
import { decimal } from '../../compiler/ffmpeg/filter-graph.js';
import { SAFE } from '../../compiler/index.js';
import { RenderFailure } from '../../render/render-failure.js';
import type { CompileInput, MediaMeasure, Pass } from '../tool-run.types.js';
import { refusal } from './refusal.js';

type Picture = NonNullable<MediaMeasure['picture']>;

const GENERAL = ['-hide_banner', '-nostdin', '-nostats', '-y', '-loglevel', 'warning'];
const PROGRESS = ['-progress', 'pipe:1', '-stats_period', '0.5'];

/** What every operation is compiled with: the main input, the result's format, and the shape of a command. */
export class Bench {
  readonly main: MediaMeasure;
  /** A video format for an input that only sounds gives a sound format. */
  readonly format: OutputFormat;
  readonly outFile: string;

  constructor(readonly input: CompileInput) {
    const { plan, media, folder } = input;
    this.main = media[MAIN_INPUT] ?? { picture: null, sound: null, frames: 0, sizeBytes: 0 };
    this.format = soundOnly(this.main, plan.format);
    this.outFile = join(folder, `master.${this.format}`);
  }

  /** The moving picture of the main input. */
  get picture(): Picture {
    const { picture } = this.main;
    if (!picture) throw refusal('The input has no picture; use a video file.');
    if (picture.still) throw refusal('The input is a still picture; use a video file.');
    return picture;
  }

  get hasPicture(): boolean {
    return this.main.picture !== null;
  }

  get hasSound(): boolean {
    return this.main.sound !== null;
  }

  /** Seconds of the main input; undefined when neither the file nor the customer says. */
  get duration(): number | undefined {
    const { picture, sound } = this.main;
    const seconds = (picture ?? sound)?.duration || this.input.plan.hints.duration || 0;
    return seconds > 0 ? seconds : undefined;
  }

  file(name: string): string {
    return join(this.input.folder, name);
  }

  path(key: string): string {
    const path = this.input.files[key];
    if (path === undefined)
      throw new RenderFailure('internal', `The tool has no file for the source ${key}.`);
    return path;
  }

  /** An input: a local file and nothing else. */
  from(key: string, options: string[] = []): string[] {
    const path = this.input.files[key];
    if (path === undefined)
      throw new RenderFailure('internal', `The tool has no file for the source ${key}.`);
    return [...SAFE, ...options, '-i', `file:${path}`];
  }

  command(...parts: string[][]): string[] {
    return [...GENERAL, ...PROGRESS, ...parts.flat()];
  }

  /** The end of a command: metadata of the input (places, names of devices) does not travel. */
  into(format: OutputFormat, file: string): string[] {
    return ['-map_metadata', '-1', '-map_chapters', '-1', ...MUXERS[format], `file:${file}`];
  }

  /** A pass that is counted in frames of a picture of this length, else in tenths of a second. */
  pass(args: Pass['args'], seconds: number | undefined, fps?: Rational): Pass {
    const length = seconds ?? 0;
    return fps
      ? { args, counts: 'frames', ticks: Math.max(1, Math.round(length * toNumber(fps))) }
      : { args, counts: 'seconds', ticks: Math.max(1, Math.round(length * 10)) };
  }

  /** Other machines may have what this ffmpeg was built without. */
  needs(...filters: string[]): void {
    const { capabilities } = this.input;
    const lacks = filters.filter((name) => !capabilities.filters.includes(name));
    if (capabilities.filters.length === 0 || lacks.length === 0) return;
    const message = `The ffmpeg of the rendering machine lacks the filter ${lacks.join(', ')}.`;
    throw new RenderFailure('ffmpeg-failed', message);
  }
}

const MUXERS: Record<OutputFormat, string[]> = {
  mp4: ['-movflags', '+faststart', '-f', 'mp4'],
  mov: ['-movflags', '+faststart', '-f', 'mov'],
  webm: ['-f', 'webm'],
  mkv: ['-f', 'matroska'],
  gif: ['-f', 'gif'],
  mp3: ['-f', 'mp3'],
  m4a: ['-movflags', '+faststart', '-f', 'ipod'],
  aac: ['-f', 'adts'],
  wav: ['-f', 'wav'],
  ogg: ['-f', 'ogg'],
  flac: ['-f', 'flac'],
  jpg: ['-f', 'image2', '-update', '1'],
  png: ['-f', 'image2', '-update', '1'],
  webp: ['-f', 'image2', '-update', '1'],
};

function soundOnly(main: MediaMeasure, format: OutputFormat): OutputFormat {
  if (main.picture || OUTPUT_FORMATS[format].kind !== 'video') return format;
  return format === 'webm' ? 'ogg' : 'm4a';
}

/** Seconds as an option's value. */
export const seconds = (value: number): string => decimal(value, 6);
