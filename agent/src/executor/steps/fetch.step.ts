import { join } from 'node:path';
import type { Step } from './step.js';

/** Inputs into the work folder. */
export const fetchStep: Step = {
  name: 'fetch',
  phase: 'preparing',
  async run(context) {
    const folder = join(context.folder, 'inputs');
    const { wanted, inputs, signal } = context;
    context.files = await context.fetcher.fetchAll(
      wanted,
      folder,
      inputs,
      (part) => context.tell(part),
      signal,
    );
  },
};
