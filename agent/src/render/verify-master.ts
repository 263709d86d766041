import { ffprobe, UnreadableMedia, type ProbedStream } from '../media/ffprobe.js';
import type { Tools } from '../media/index.js';
import { RenderFailure } from './render-failure.js';

export interface ExpectedMaster {
  width: number;
  height: number;
  frames: number;
  fps: { num: number; den: number };
  /** Whether the scene sounds. */
  sound: boolean;
}

export interface MasterFacts {
  width: number;
  height: number;
  fps: number;
  frames: number;
  duration: number;
  videoCodec: string;
  audioCodec: string | null;
}

/** Looks at a finished file as a stranger would; anything that is not as planned fails it. */
export async function verifyMaster(
  file: string,
  expected: ExpectedMaster,
  tools: Tools,
  signal?: AbortSignal,
): Promise<MasterFacts> {
  const report = await readReport(file, tools, signal);
  const video = report.streams.find((stream) => stream.codec_type === 'video');
  const audio = report.streams.find((stream) => stream.codec_type === 'audio');
  if (!video) throw refused([`it has no picture`]);
  const frames = Number(video.nb_read_packets ?? 0);
  const problems = [...pictureProblems(video, frames, expected), ...soundProblems(audio, expected)];
  if (problems.length > 0) throw refused(problems);
  return {
    width: expected.width,
    height: expected.height,
    fps: expected.fps.num / expected.fps.den,
    frames,
    duration: (frames * expected.fps.den) / expected.fps.num,
    videoCodec: video.codec_name ?? 'unknown',
    audioCodec: audio?.codec_name ?? null,
  };
}

async function readReport(file: string, tools: Tools, signal?: AbortSignal) {
  try {
    return await ffprobe(tools.ffprobe, file, { countPackets: true, ...(signal ? { signal } : {}) });
  } catch (error) {
    if (error instanceof UnreadableMedia) throw refused(['ffprobe cannot read it']);
    throw error;
  }
}

function pictureProblems(video: ProbedStream, frames: number, expected: ExpectedMaster): string[] {
  const facts: [string, unknown, unknown][] = [
    ['frames', frames, expected.frames],
    ['width', video.width, expected.width],
    ['height', video.height, expected.height],
    ['codec', video.codec_name, 'h264'],
    ['profile', video.profile, 'High'],
    ['pixel format', video.pix_fmt, 'yuv420p'],
    ['colour matrix', video.color_space, 'bt709'],
    ['colour primaries', video.color_primaries, 'bt709'],
    ['colour range', video.color_range, 'tv'],
    ['frame rate', video.r_frame_rate, `${expected.fps.num}/${expected.fps.den}`],
  ];
  // The rate of one single frame cannot be told from a file.
  const tested = expected.frames === 1 ? facts.slice(0, -1) : facts;
  return tested
    .filter(([, is, planned]) => is !== planned)
    .map(([name, is, planned]) => `${name} ${String(is)} instead of ${String(planned)}`);
}

function soundProblems(audio: ProbedStream | undefined, expected: ExpectedMaster): string[] {
  if (!expected.sound) return audio ? ['it has a sound stream although the scene is silent'] : [];
  if (!audio) return ['it has no sound'];
  const planned = (expected.frames * expected.fps.den) / expected.fps.num;
  const frame = expected.fps.den / expected.fps.num;
  const is = Number(audio.duration);
  const problems: string[] = [];
  if (audio.codec_name !== 'aac') problems.push(`sound codec ${String(audio.codec_name)} instead of aac`);
  if (audio.sample_rate !== '48000' || audio.channels !== 2) problems.push('sound that is not 48 kHz stereo');
  if (Math.abs(is - planned) > frame) problems.push(`${is} s of sound instead of ${planned}`);
  return problems;
}

function refused(problems: string[]): RenderFailure {
  return new RenderFailure('verify-failed', `The rendered file is not as planned: ${problems.join('; ')}.`, {
    problems,
  });
}
