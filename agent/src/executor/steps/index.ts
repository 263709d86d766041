import type { WorkOrder } from '@farm/shared/wire';
import { fetchStep } from './fetch.step.js';
import { previewsStep } from './previews.step.js';
import { renderStep } from './render.step.js';
import type { Step } from './step.js';
import { uploadStep } from './upload.step.js';
import { verifyStep } from './verify.step.js';

/** The steps of each kind of work order. The folder is removed by the parent after each list, whatever happened. */
export const STEPS: Record<WorkOrder['kind'], readonly Step[]> = {
  whole: [fetchStep, renderStep, verifyStep, previewsStep, uploadStep],
};

/** A render on this machine for its own user: nothing is uploaded. */
export const LOCAL_STEPS: readonly Step[] = [fetchStep, renderStep, verifyStep];
