import { stat } from 'node:fs/promises';
import { frameRate, type Rational } from '@farm/shared/time';
import { ffprobe, UnreadableMedia, type ProbedStream, type ProbeReport } from '../media/ffprobe.js';
import { reportToFacts } from '../media/report-to-facts.js';
import type { MediaMeasure } from './tool-run.types.js';

export interface MeasureOptions {
  countFrames?: boolean;
  signal: AbortSignal;
}

/** Reading what a file is takes moments; one that keeps ffprobe busy for longer never ends. */
const LIMIT_MS = 60_000;
/** Counting reads the whole file. */
const COUNT_LIMIT_MS = 10 * 60_000;
const USUAL_FPS = 25;

/** What ffprobe says of a local file, in the words of tools. Rejects with UnreadableMedia. */
export async function measure(program: string, path: string, options: MeasureOptions): Promise<MediaMeasure> {
  const { countFrames = false, signal } = options;
  const late = AbortSignal.timeout(countFrames ? COUNT_LIMIT_MS : LIMIT_MS);
  try {
    const report = await ffprobe(program, path, {
      countPackets: countFrames,
      signal: AbortSignal.any([signal, late]),
    });
    return reportToMeasure(report, (await stat(path)).size);
  } catch (error) {
    if (late.aborted && !signal.aborted) throw new UnreadableMedia('looking at it does not end');
    throw error;
  }
}

export function reportToMeasure(report: ProbeReport, sizeBytes: number): MediaMeasure {
  const { video, audio } = reportToFacts(report, 0);
  const moving = report.streams.find(
    (stream) => stream.codec_type === 'video' && stream.disposition?.attached_pic !== 1,
  );
  const sounding = report.streams.find((stream) => stream.codec_type === 'audio');
  return {
    picture: video && {
      width: video.width,
      height: video.height,
      fps: video.fps ? plainRate(video.fps) : { num: USUAL_FPS, den: 1 },
      codec: video.codec,
      pixelFormat: video.pixelFormat,
      still: video.still,
      duration: video.still ? 0 : lengthOf(moving, report),
    },
    sound: audio && {
      codec: audio.codec,
      channels: audio.channels,
      sampleRate: audio.sampleRate,
      duration: lengthOf(sounding, report),
    },
    frames: Number(moving?.nb_read_packets ?? 0),
    sizeBytes,
  };
}

/** The average rate of a file is often a hair off its nominal one: 29.999 means 30. */
function plainRate({ num, den }: Rational): Rational {
  const near = [24, 25, 30, 50, 60].find((rate) => Math.abs(num / den - rate) < 0.002);
  if (near !== undefined) return { num: near, den: 1 };
  return num > 1_000_000 ? frameRate(num / den) : { num, den };
}

/** A stream's own length; Matroska and WebM write it as a tag; else the file's. */
function lengthOf(stream: ProbedStream | undefined, { format }: ProbeReport): number {
  const said = [stream?.duration, clock(stream?.tags?.['DURATION']), format.duration].map(Number);
  return said.find((value) => Number.isFinite(value) && value > 0) ?? 0;
}

function clock(text: string | undefined): number | undefined {
  const match = /^(\d+):(\d\d):(\d\d(?:\.\d+)?)$/.exec(text ?? '');
  return match ? Number(match[1]) * 3600 + Number(match[2]) * 60 + Number(match[3]) : undefined;
}
