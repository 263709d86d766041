import { makePreviews } from '../../render/index.js';
import { RenderFailure } from '../../render/render-failure.js';
import type { Step } from './step.js';

/** Poster frame and sprite sheet for hover previews. */
export const previewsStep: Step = {
  name: 'previews',
  phase: 'verifying',
  async run(context) {
    const { master, expected, folder, tools, signal } = context;
    if (!master || !expected) throw new RenderFailure('internal', 'There is no verified file to preview.');
    const previews = await makePreviews(master, expected, folder, tools, signal);
    context.poster = previews.poster;
    context.sprite = previews.sprite;
  },
};
