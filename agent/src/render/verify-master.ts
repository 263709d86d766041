import { containerFacts, DEFAULT_OUTPUT, type OutputKind } from '@farm/shared/scene';
import { ffprobe, UnreadableMedia, type ProbedStream } from '../media/ffprobe.js';
import type { Tools } from '../media/index.js';
import { lengthProblems, pictureProblems, soundProblems, type ExpectedMaster } from './judge-streams.js';
import { RenderFailure } from './render-failure.js';

export type { ExpectedMaster } from './judge-streams.js';

export interface MasterFacts {
  width: number;
  height: number;
  fps: number;
  frames: number;
  duration: number;
  videoCodec: string | null;
  audioCodec: string | null;
}

/** What a film is expected to be when nothing is said of its output: H.264 in MP4. */
export const USUAL_MASTER = { output: DEFAULT_OUTPUT, transparent: false } as const;

/**
 * Looks at a finished file as a stranger would; anything that is not as planned fails it. `file` may be a pattern of
 * numbered pictures.
 */
export async function verifyMaster(
  file: string,
  expected: ExpectedMaster,
  tools: Tools,
  signal?: AbortSignal,
): Promise<MasterFacts> {
  const report = await readReport(file, tools, signal);
  const { kind } = containerFacts(expected.output.container);
  const video = report.streams.find((stream) => stream.codec_type === 'video');
  const audio = report.streams.find((stream) => stream.codec_type === 'audio');
  const length = Number(report.format.duration ?? 0);
  const frames = Number(video?.nb_read_packets ?? 0);
  const problems = [
    ...judgePicture(video, frames, kind, expected),
    ...soundProblems(audio, length, expected),
    ...lengthProblems(length, expected),
  ];
  if (problems.length > 0) throw refused(problems);
  return factsOf(kind, expected, video, audio);
}

async function readReport(file: string, tools: Tools, signal?: AbortSignal) {
  try {
    return await ffprobe(tools.ffprobe, file, { countPackets: true, ...(signal ? { signal } : {}) });
  } catch (error) {
    if (error instanceof UnreadableMedia) throw refused(['ffprobe cannot read it']);
    throw error;
  }
}

function judgePicture(
  video: ProbedStream | undefined,
  frames: number,
  kind: OutputKind,
  expected: ExpectedMaster,
): string[] {
  if (kind === 'sound') return video ? ['it has a picture although it is to be sound only'] : [];
  return video ? pictureProblems(video, frames, expected) : ['it has no picture'];
}

function factsOf(
  kind: OutputKind,
  { width, height, frames, fps }: ExpectedMaster,
  video: ProbedStream | undefined,
  audio: ProbedStream | undefined,
): MasterFacts {
  const duration = (frames * fps.den) / fps.num;
  const moves = kind !== 'still' && kind !== 'sound';
  return {
    width: video ? width : 0,
    height: video ? height : 0,
    fps: moves ? fps.num / fps.den : 0,
    frames: video ? frames : 0,
    duration: kind === 'still' ? 0 : duration,
    videoCodec: video ? (video.codec_name ?? 'unknown') : null,
    audioCodec: audio?.codec_name ?? null,
  };
}

function refused(problems: string[]): RenderFailure {
  return new RenderFailure('verify-failed', `The rendered file is not as planned: ${problems.join('; ')}.`, {
    problems,
  });
}
