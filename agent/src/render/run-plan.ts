import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { graphThroughFile, MAX_ARGUMENT, type Command, type RenderPlan } from '../compiler/index.js';
import { FfmpegProcess } from './ffmpeg-process.js';
import { FramePipe } from './frame-pipe.js';
import { RenderFailure } from './render-failure.js';
import type { PreparedRender } from './prepare.js';
import type { PaintedPlane } from './planes/painted.plane.js';
import type { SceneInput } from './render-input.js';
import { undecodableSource } from './undecodable-source.js';

export interface RunInput extends Pick<
  SceneInput,
  'files' | 'tools' | 'capabilities' | 'workDir' | 'signal'
> {
  stallSeconds: number;
  onProgress?: (framesDone: number, framesTotal: number, fps?: number) => void;
}

/** Feeds the painted planes of a prepared render into one ffmpeg, and waits for its end. */
export async function runPlan(prepared: PreparedRender, command: Command, input: RunInput): Promise<void> {
  const { plan } = prepared;
  const total = plan.range.to - plan.range.from;
  const planes = prepared.planes.filter((plane) => plane !== undefined);
  const ffmpeg = new FfmpegProcess({
    program: input.tools.ffmpeg,
    args: await fittingArgs(command, input),
    cwd: input.workDir,
    extraPipes: planes.length,
    stallSeconds: input.stallSeconds,
    onProgress: (frames, fps) => input.onProgress?.(Math.min(frames, total), total, fps),
    ...(input.signal ? { signal: input.signal } : {}),
  });
  const painting = paintAll(prepared, planes, ffmpeg, input.signal);
  // The painter's own failure says more than that of an ffmpeg which lost its pictures.
  const [painted, ended] = await Promise.allSettled([painting, ffmpeg.finished()]);
  if (input.signal?.aborted) throw new RenderFailure('cancelled', 'The render was cancelled.');
  if (painted.status === 'rejected') throw painted.reason;
  if (ended.status === 'rejected') throw (await blamed(plan, ended.reason, input)) ?? ended.reason;
  input.onProgress?.(total, total);
}

/** Endings that a damaged source can cause. */
const SUSPICIOUS = new Set(['encoder-failed', 'source-undecodable', 'ffmpeg-failed']);

async function blamed(
  plan: RenderPlan,
  reason: unknown,
  input: RunInput,
): Promise<RenderFailure | undefined> {
  if (!(reason instanceof RenderFailure) || !SUSPICIOUS.has(reason.code)) return undefined;
  return undecodableSource(plan, input);
}

async function paintAll(
  { plan }: PreparedRender,
  planes: PaintedPlane[],
  ffmpeg: FfmpegProcess,
  signal?: AbortSignal,
): Promise<void> {
  // When ffmpeg goes first, nobody reads the decoders of painted videos any more.
  const gone = new AbortController();
  const stop = signal ? AbortSignal.any([signal, gone.signal]) : gone.signal;
  const leave = (): void => gone.abort();
  ffmpeg.finished().then(leave, leave);
  const running = planes.map((plane, index) => {
    const region = plane.survey.region;
    const stream = ffmpeg.pipes[index];
    if (!region || !stream) return Promise.resolve();
    const pipe = new FramePipe(stream, region.width, region.height, plan.fps);
    return plane.run(pipe, () => ffmpeg.alive(), stop);
  });
  try {
    await Promise.all(running);
  } catch (error) {
    ffmpeg.kill();
    await Promise.allSettled(running);
    throw error;
  }
}

/** Long graphs do not fit on a command line. */
export async function fittingArgs(
  command: Command,
  input: Pick<RunInput, 'workDir' | 'capabilities'>,
): Promise<string[]> {
  if (command.graph.length <= MAX_ARGUMENT) return command.args;
  const file = join(input.workDir, 'graph.txt');
  await writeFile(file, command.graph);
  return graphThroughFile(command.args, file, input.capabilities.ffmpeg);
}
