import { containerFacts } from '@farm/shared/scene';
import { makePoster, makePreviews } from '../../render/index.js';
import { RenderFailure } from '../../render/render-failure.js';
import type { MadeFile, RenderContext, Step, StitchContext } from './step.js';

/** Poster frame and sprite sheet for hover previews of films; a poster of other pictures; nothing of sound. */
export const previewsStep: Step<RenderContext | StitchContext> = {
  name: 'previews',
  phase: 'verifying',
  async run(context) {
    const { master, expected, keyEvery, folder, tools, signal } = context;
    if (!master || !expected) throw new RenderFailure('internal', 'There is no verified file to preview.');
    const { kind } = containerFacts(expected.output.container);
    if (kind === 'sound') return;
    const facts = {
      ...expected,
      ...(keyEvery === undefined ? {} : { keyEvery }),
      // ffmpeg's own decoder of VP9 passes over what is transparent.
      ...(expected.transparent && expected.output.videoCodec === 'vp9' ? { decoder: 'libvpx-vp9' } : {}),
    };
    if (kind !== 'film') {
      context.made.push(jpeg('poster', await makePoster(master, facts, folder, tools, signal)));
      return;
    }
    const { poster, sprite } = await makePreviews(master, facts, folder, tools, signal);
    context.made.push(jpeg('poster', poster), jpeg('sprite', sprite));
  },
};

const jpeg = (role: 'poster' | 'sprite', path: string): MadeFile => ({
  role,
  path,
  fileName: `${role}.jpg`,
  contentType: 'image/jpeg',
});
