import { fetchStep } from './fetch.step.js';
import { inspectStep } from './inspect.step.js';
import { previewsStep } from './previews.step.js';
import { renderStep } from './render.step.js';
import type { InspectContext, RenderContext, Step, ToolContext } from './step.js';
import { judgeToolStep, toolStep } from './tool.step.js';
import { uploadStep } from './upload.step.js';
import { verifyStep } from './verify.step.js';

/** The steps of a whole render. The folder is removed by the parent after each list, whatever happened. */
export const WHOLE_STEPS: readonly Step<RenderContext>[] = [
  fetchStep,
  renderStep,
  verifyStep,
  previewsStep,
  uploadStep,
];

/** Looking at one asset. */
export const INSPECT_STEPS: readonly Step<InspectContext>[] = [fetchStep, inspectStep, uploadStep];

/** One file changed. */
export const TOOL_STEPS: readonly Step<ToolContext>[] = [fetchStep, toolStep, judgeToolStep, uploadStep];

/** A render on this machine for its own user: nothing is uploaded. */
export const LOCAL_STEPS: readonly Step<RenderContext>[] = [fetchStep, renderStep, verifyStep];
