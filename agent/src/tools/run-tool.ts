import { open, writeFile } from 'node:fs/promises';
import { SUBTITLES_INPUT, type ToolPlan } from '@farm/shared/tools';
import type { Capabilities, Engine, ResultFacts, Warning } from '@farm/shared/wire';
import { FfmpegProcess } from '../render/ffmpeg-process.js';
import { renderScene } from '../render/index.js';
import { RenderFailure } from '../render/render-failure.js';
import { compileTool } from './compile/compile-tool.js';
import { measureInputs } from './measure-inputs.js';
import type { ExpectedOutput, LoudnessMeasure, Pass, ToolRun } from './tool-run.types.js';
import { verifyOutput } from './verify-output.js';

export interface ToolInput {
  plan: ToolPlan;
  /** Local file of each source. */
  files: Readonly<Record<string, string>>;
  folder: string;
  tools: { ffmpeg: string; ffprobe: string };
  capabilities: Capabilities;
  cores: number;
  engine?: Engine;
  /** Seconds without progress after which ffmpeg is called hung. */
  stallSeconds: number;
  signal: AbortSignal;
  /** Frames (or tenths of a second of sound) of all passes together. */
  onProgress(done: number, total: number, fps?: number): void;
}

export interface MadeByTool {
  expected: ExpectedOutput;
  /** ffmpeg's name of the encoder; `copy` when nothing was encoded. */
  encoder: string;
  warnings: Warning[];
}

/** Carries out a plan: measures, compiles, runs pass after pass. The file is not judged yet. */
export async function runTool(input: ToolInput): Promise<MadeByTool> {
  const { plan, files, folder, tools, capabilities, cores, signal } = input;
  const media = await measureInputs(files, tools.ffprobe, signal);
  const subtitles = files[SUBTITLES_INPUT];
  const run = compileTool({
    plan,
    files,
    media,
    capabilities,
    cores,
    folder,
    ...(subtitles === undefined ? {} : { subtitles: await readText(subtitles) }),
  });
  for (const { file, text } of run.texts) await writeFile(file, text);
  const meter = new PassMeter(run, input.onProgress);
  const drawn = run.scene ? await drawScene(run.scene, input, meter) : undefined;
  let measured: LoudnessMeasure | undefined;
  for (const pass of run.passes) {
    const stderr = await runPass(pass, measured, input, meter);
    if (pass.measures) measured = readLoudness(stderr);
  }
  return {
    expected: run.expected,
    encoder: drawn?.encoder ?? run.encoder,
    warnings: [...run.warnings, ...(drawn?.warnings ?? [])],
  };
}

/** Judges the file that `runTool` made. */
export const judgeTool = (
  expected: ExpectedOutput,
  tools: { ffprobe: string },
  signal: AbortSignal,
): Promise<ResultFacts> => verifyOutput(expected, tools.ffprobe, signal);

/** One progress over all passes. */
class PassMeter {
  private before = 0;
  private readonly total: number;

  constructor(
    run: ToolRun,
    private readonly tell: ToolInput['onProgress'],
  ) {
    const drawn = run.scene ? (run.passes[0]?.ticks ?? 0) : 0;
    this.total = run.passes.reduce((sum, { ticks }) => sum + ticks, drawn);
  }

  at(ticks: number, limit: number, fps?: number): void {
    this.tell(this.before + Math.min(ticks, limit), this.total, fps);
  }

  ended(ticks: number): void {
    this.before += ticks;
    this.tell(this.before, this.total);
  }
}

async function drawScene(part: NonNullable<ToolRun['scene']>, input: ToolInput, meter: PassMeter) {
  const { files, folder, tools, capabilities, cores, engine, stallSeconds, signal } = input;
  let frames = 0;
  const drawn = await renderScene({
    scene: part.scene,
    files: { ...files },
    outFile: part.file,
    workDir: folder,
    tools,
    capabilities,
    cores,
    stallSeconds,
    signal,
    ...(engine ? { engine } : {}),
    onProgress: (done, total, fps) => {
      frames = total;
      meter.at(done, total, fps);
    },
  });
  meter.ended(frames);
  return drawn;
}

async function runPass(
  pass: Pass,
  measured: LoudnessMeasure | undefined,
  input: ToolInput,
  meter: PassMeter,
): Promise<string> {
  const ffmpeg = new FfmpegProcess({
    program: input.tools.ffmpeg,
    args: typeof pass.args === 'function' ? pass.args(measured) : pass.args,
    cwd: input.folder,
    extraPipes: 0,
    stallSeconds: input.stallSeconds,
    soundCounts: true,
    signal: input.signal,
    onProgress: (frames, fps, seconds) =>
      meter.at(pass.counts === 'frames' ? frames : Math.floor(seconds * 10), pass.ticks, fps),
  });
  const stderr = await ffmpeg.finished();
  meter.ended(pass.ticks);
  return stderr;
}

/** The JSON that loudnorm prints last. Without it the second pass cannot aim. */
function readLoudness(stderr: string): LoudnessMeasure {
  const text = /\{[^{}]*"target_offset"[^{}]*\}/.exec(stderr)?.[0];
  if (text === undefined)
    throw new RenderFailure('ffmpeg-failed', 'The loudness of the input could not be measured.', { stderr });
  return JSON.parse(text) as LoudnessMeasure;
}

const MOST_SUBTITLE_BYTES = 2_000_000;

/** UTF-8, or UTF-16 with its mark, as subtitle editors on Windows write it. */
async function readText(path: string): Promise<string> {
  const handle = await open(path);
  try {
    const { buffer, bytesRead } = await handle.read(
      Buffer.alloc(MOST_SUBTITLE_BYTES),
      0,
      MOST_SUBTITLE_BYTES,
      0,
    );
    const bytes = buffer.subarray(0, bytesRead);
    const wide = bytes[0] === 0xff && bytes[1] === 0xfe;
    return new TextDecoder(wide ? 'utf-16le' : 'utf-8').decode(bytes);
  } finally {
    await handle.close();
  }
}
