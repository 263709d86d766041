import { planPieces } from '../../render/index.js';
import type { PlanContext, Step } from './step.js';

/** Measures the sources and cuts the film. */
export const planStep: Step<PlanContext> = {
  name: 'plan',
  phase: 'preparing',
  async run(context) {
    const { scene, files, folder, tools, capabilities, cores, encoder, pieceFrames, signal } = context;
    context.pieces = await planPieces({
      ...{ scene, files, tools, capabilities, cores, encoder, pieceFrames, signal },
      workDir: folder,
    });
  },
};
