import { makePreviews } from '../../render/index.js';
import { RenderFailure } from '../../render/render-failure.js';
import type { RenderContext, Step, StitchContext } from './step.js';

/** Poster frame and sprite sheet for hover previews. */
export const previewsStep: Step<RenderContext | StitchContext> = {
  name: 'previews',
  phase: 'verifying',
  async run(context) {
    const { master, expected, keyEvery, folder, tools, signal } = context;
    if (!master || !expected) throw new RenderFailure('internal', 'There is no verified file to preview.');
    const keys = keyEvery === undefined ? {} : { keyEvery };
    const previews = await makePreviews(master, { ...expected, ...keys }, folder, tools, signal);
    const contentType = 'image/jpeg';
    context.made.push(
      { role: 'poster', path: previews.poster, fileName: 'poster.jpg', contentType },
      { role: 'sprite', path: previews.sprite, fileName: 'sprite.jpg', contentType },
    );
  },
};
