import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { frameTime, type FrameRange, type Rational } from '@farm/shared/time';
import { joinCommand } from '../../compiler/index.js';
import type { Tools } from '../../media/index.js';
import { FfmpegProcess } from '../ffmpeg-process.js';

export interface JoinInput {
  /** Local files of the pieces, in order, and the frames of each. */
  pieces: { file: string; range: FrameRange }[];
  sound?: string;
  fps: Rational;
  outFile: string;
  workDir: string;
  tools: Tools;
  stallSeconds: number;
  signal?: AbortSignal;
  onProgress?: (framesDone: number) => void;
}

/** Joins pieces of one film by copying their packets: nothing is encoded again. */
export async function joinPieces(input: JoinInput): Promise<void> {
  const { pieces, sound, fps, outFile, workDir, signal } = input;
  const list = join(workDir, 'pieces.txt');
  await writeFile(list, listOf(pieces, fps));
  const ffmpeg = new FfmpegProcess({
    program: input.tools.ffmpeg,
    args: joinCommand({ list, fps, outFile, ...(sound === undefined ? {} : { sound }) }),
    cwd: workDir,
    extraPipes: 0,
    stallSeconds: input.stallSeconds,
    onProgress: (frames) => input.onProgress?.(frames),
    ...(signal ? { signal } : {}),
  });
  await ffmpeg.finished();
}

/** Lengths come from exact times, so that their rounding to microseconds never adds up. */
function listOf(pieces: JoinInput['pieces'], fps: Rational): string {
  const micros = (frame: number): number => Math.round(frameTime(frame, fps) * 1e6);
  const lines = pieces.flatMap(({ file, range }) => [
    `file '${file.replaceAll("'", String.raw`'\''`)}'`,
    `duration ${micros(range.to) - micros(range.from)}us`,
  ]);
  return `ffconcat version 1.0\n${lines.join('\n')}\n`;
}
