import { OUTPUT_FORMATS } from '@farm/shared/tools';
import { toNumber } from '@farm/shared/time';
import type { ResultFacts } from '@farm/shared/wire';
import { UnreadableMedia } from '../media/ffprobe.js';
import { RenderFailure } from '../render/render-failure.js';
import { measure } from './measure.js';
import type { ExpectedOutput, MediaMeasure } from './tool-run.types.js';

/** Looks at a finished file as a stranger would; anything that is not as planned fails it. */
export async function verifyOutput(
  expected: ExpectedOutput,
  ffprobe: string,
  signal: AbortSignal,
): Promise<ResultFacts> {
  const found = await look(expected, ffprobe, signal);
  const problems = [
    ...pictureProblems(found, expected),
    ...soundProblems(found, expected),
    ...lengthProblems(found, expected),
    ...sizeProblems(found, expected),
  ];
  if (problems.length > 0) throw refused(problems);
  return factsOf(found, expected);
}

async function look(expected: ExpectedOutput, ffprobe: string, signal: AbortSignal): Promise<MediaMeasure> {
  try {
    return await measure(ffprobe, expected.file, { countFrames: expected.picture !== null, signal });
  } catch (error) {
    if (error instanceof UnreadableMedia) throw refused(['ffprobe cannot read it']);
    throw error;
  }
}

function pictureProblems({ picture, frames }: MediaMeasure, expected: ExpectedOutput): string[] {
  if (!expected.picture) return picture ? ['it has a picture'] : [];
  if (!picture) return ['it has no picture'];
  const { width, height, codec } = expected.picture;
  return [
    ...(picture.width === width && picture.height === height
      ? []
      : [`${picture.width} x ${picture.height} pixels instead of ${width} x ${height}`]),
    ...(picture.codec === codec ? [] : [`codec ${picture.codec} instead of ${codec}`]),
    ...(frames > 0 ? [] : ['it has no frame']),
  ];
}

function soundProblems({ sound }: MediaMeasure, expected: ExpectedOutput): string[] {
  if (expected.sound) return sound ? [] : ['it has no sound'];
  return sound ? ['it has sound'] : [];
}

function lengthProblems({ picture, sound }: MediaMeasure, expected: ExpectedOutput): string[] {
  const planned = expected.duration;
  if (planned === undefined || OUTPUT_FORMATS[expected.format].kind === 'image') return [];
  const is = (picture ?? sound)?.duration ?? 0;
  if (Math.abs(is - planned) <= expected.tolerance) return [];
  return [`${is.toFixed(3)} s long instead of ${planned.toFixed(3)} s`];
}

function sizeProblems({ sizeBytes }: MediaMeasure, { maxBytes }: ExpectedOutput): string[] {
  return maxBytes === undefined || sizeBytes <= maxBytes
    ? []
    : [`${sizeBytes} bytes instead of at most ${maxBytes}`];
}

function factsOf({ picture, sound, frames }: MediaMeasure, expected: ExpectedOutput): ResultFacts {
  const still = OUTPUT_FORMATS[expected.format].kind === 'image';
  return {
    width: picture?.width ?? 0,
    height: picture?.height ?? 0,
    fps: picture && !still ? toNumber(picture.fps) : 0,
    frames: picture ? Math.max(1, frames) : 0,
    duration: still ? 0 : ((picture ?? sound)?.duration ?? 0),
    videoCodec: picture?.codec ?? null,
    audioCodec: sound?.codec ?? null,
  };
}

function refused(problems: string[]): RenderFailure {
  return new RenderFailure('verify-failed', `The finished file is not as planned: ${problems.join('; ')}.`, {
    problems,
  });
}
