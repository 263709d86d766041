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
    const limited = AbortSignal.any([signal, late]);
    const report = await ffprobe(program, path, { countPackets: countFrames, signal: limited });
    const counted =
      !countFrames && isGuessed(report)
        ? await ffprobe(program, path, { countPackets: true, signal: limited })
        : report;
    return reportToMeasure(counted, (await stat(path)).size);
  } catch (error) {
    if (late.aborted && !signal.aborted) throw new UnreadableMedia('looking at it does not end');
    throw error;
  }
}

function reportToMeasure(report: ProbeReport, sizeBytes: number): MediaMeasure {
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

/** Raw AAC and MP3 say nothing of their length: ffprobe guesses it from the bit rate. */
const isGuessed = ({ format }: ProbeReport): boolean => ['aac', 'mp3'].includes(format.format_name ?? '');

/** Packets times what each holds; undefined where they were not counted or hold no fixed number of samples. */
function countedLength(stream: ProbedStream | undefined, report: ProbeReport): number | undefined {
  const packets = Number(stream?.nb_read_packets);
  const rate = Number(stream?.sample_rate);
  if (!isGuessed(report) || !(packets > 0) || !(rate > 0)) return undefined;
  const perPacket = stream?.codec_name === 'aac' ? 1024 : rate >= 32_000 ? 1152 : 576;
  return (packets * perPacket) / rate;
}

/** A stream's own length; Matroska and WebM write it as a tag; else the file's. */
function lengthOf(stream: ProbedStream | undefined, report: ProbeReport): number {
  const { format } = report;
  const said = [
    countedLength(stream, report),
    stream?.duration,
    clock(stream?.tags?.['DURATION']),
    format.duration,
  ].map(Number);
  return said.find((value) => Number.isFinite(value) && value > 0) ?? 0;
}

function clock(text: string | undefined): number | undefined {
  const match = /^(\d+):(\d\d):(\d\d(?:\.\d+)?)$/.exec(text ?? '');
  return match ? Number(match[1]) * 3600 + Number(match[2]) * 60 + Number(match[3]) : undefined;
}
