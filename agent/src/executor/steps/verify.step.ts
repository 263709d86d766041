import { verifyMaster } from '../../render/index.js';
import { RenderFailure } from '../../render/render-failure.js';
import type { RenderContext, Step, StitchContext } from './step.js';

/** Judges the finished file by ffprobe, before anybody else sees it. */
export const verifyStep: Step<RenderContext | StitchContext> = {
  name: 'verify',
  phase: 'verifying',
  async run(context) {
    const { master, expected, tools, signal } = context;
    if (!master || !expected) throw new RenderFailure('internal', 'There is no rendered file to verify.');
    context.facts = await verifyMaster(master, expected, tools, signal);
  },
};
