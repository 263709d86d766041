import { audioStep } from './audio.step.js';
import { chunkStep } from './chunk.step.js';
import { fetchStep } from './fetch.step.js';
import { inspectStep } from './inspect.step.js';
import { packStep } from './pack.step.js';
import { planStep } from './plan.step.js';
import { previewsStep } from './previews.step.js';
import { renderStep } from './render.step.js';
import type {
  AudioContext,
  ChunkContext,
  InspectContext,
  PlanContext,
  RenderContext,
  Step,
  StitchContext,
  ToolContext,
} from './step.js';
import { stitchStep } from './stitch.step.js';
import { judgeToolStep, toolStep } from './tool.step.js';
import { uploadStep } from './upload.step.js';
import { verifyStep } from './verify.step.js';

/** The steps of a whole render. The folder is removed by the parent after each list, whatever happened. */
export const WHOLE_STEPS: readonly Step<RenderContext>[] = [
  fetchStep,
  renderStep,
  verifyStep,
  previewsStep,
  packStep,
  uploadStep,
];

/** A render in pieces: cut, draw each piece and mix the sound, join. */
export const PLAN_STEPS: readonly Step<PlanContext>[] = [fetchStep, planStep];
export const CHUNK_STEPS: readonly Step<ChunkContext>[] = [fetchStep, chunkStep, uploadStep];
export const AUDIO_STEPS: readonly Step<AudioContext>[] = [fetchStep, audioStep, uploadStep];
export const STITCH_STEPS: readonly Step<StitchContext>[] = [
  fetchStep,
  stitchStep,
  verifyStep,
  previewsStep,
  uploadStep,
];

/** Looking at one asset. */
export const INSPECT_STEPS: readonly Step<InspectContext>[] = [fetchStep, inspectStep, uploadStep];

/** One file changed. */
export const TOOL_STEPS: readonly Step<ToolContext>[] = [fetchStep, toolStep, judgeToolStep, uploadStep];

/** A render on this machine for its own user: nothing is uploaded. */
export const LOCAL_STEPS: readonly Step<RenderContext>[] = [fetchStep, renderStep, verifyStep, packStep];
