import { join } from 'node:path';
import { containerFacts } from '@farm/shared/scene';
import { packFrames } from '../../render/index.js';
import { RenderFailure } from '../../render/render-failure.js';
import type { RenderContext, Step } from './step.js';

/** The verified result as one file: the pictures of a sequence go into a zip, everything else is one already. */
export const packStep: Step<RenderContext> = {
  name: 'pack',
  phase: 'verifying',
  async run(context) {
    const { master, expected, folder, signal } = context;
    if (!master || !expected) throw new RenderFailure('internal', 'There is no verified file to pack.');
    const { kind, extension, contentType } = containerFacts(expected.output.container);
    const fileName = `master.${extension}`;
    const path = kind === 'sequence' ? join(folder, fileName) : master;
    if (kind === 'sequence') await packFrames(master, expected.frames, path, signal);
    context.master = path;
    // First, for it is what the customer waits for.
    context.made.unshift({ role: 'master', path, fileName, contentType });
  },
};
