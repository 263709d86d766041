import type { Warning } from '@farm/shared/wire';
import { encodeCommand, frameCommand, type RenderPlan } from '../compiler/index.js';
import { openPainters } from './open-painters.js';
import { prepareRender } from './prepare.js';
import type { FrameInput, SceneInput } from './render-input.js';
import { noEncoder } from './render-scene.js';
import { runPlan } from './run-plan.js';

/** Seconds for one frame; the longest part is decoding up to it from a key frame. */
const FRAME_STALL_SECONDS = 120;

export interface FrameOutcome {
  frame: number;
  /** Frames of the whole scene. */
  frames: number;
  warnings: Warning[];
  plan: RenderPlan;
}

/** Writes one frame as a PNG: the picture that the video holds there, before compression. */
export async function renderFrame(input: FrameInput): Promise<FrameOutcome> {
  const { frame, files, cores, outFile } = input;
  const prepared = await prepareRender(input, openPainters, { from: frame, to: frame + 1 });
  const { plan, painted, warnings } = prepared;
  const command = frameCommand(plan, { bindings: { files, painted }, cores, outFile });
  await runPlan(prepared, command, { ...input, stallSeconds: FRAME_STALL_SECONDS });
  return { frame, frames: plan.frames, warnings, plan };
}

export interface PlanOutcome {
  plan: RenderPlan;
  /** Exactly what a render would call, with `outFile` as the output. */
  args: string[];
  warnings: Warning[];
}

/** The plan of a scene and its ffmpeg arguments, without rendering. */
export async function planScene(input: SceneInput & { outFile?: string }): Promise<PlanOutcome> {
  const { plan, painted, warnings } = await prepareRender(input, openPainters);
  const [encoder] = plan.encoders;
  if (!encoder) throw noEncoder(plan.output);
  const { files, cores, outFile = 'out.mp4' } = input;
  const { args } = encodeCommand(plan, { bindings: { files, painted }, encoder, cores, outFile });
  return { plan, args, warnings };
}
