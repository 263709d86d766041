import { gopFrames } from '../../compiler/index.js';
import { renderOutput } from '../../render/index.js';
import type { RenderContext, Step } from './step.js';

/** Runs the render plan of the scene: the master file, or the pictures that it is packed from. */
export const renderStep: Step<RenderContext> = {
  name: 'render',
  phase: 'rendering',
  async run(context) {
    const { scene, files, folder, tools, capabilities, cores, stallSeconds, signal, engine } = context;
    const began = performance.now();
    const rendered = await renderOutput({
      ...{ scene, files, tools, capabilities, cores, stallSeconds, signal },
      workDir: folder,
      ...(engine ? { engine } : {}),
      onProgress: (done, total, fps) => context.tell(total > 0 ? done / total : 0, { done, total, fps }),
    });
    context.master = rendered.file;
    context.expected = rendered.expected;
    // Other encoders set more or fewer.
    if (rendered.encoder === 'libx264') context.keyEvery = gopFrames(rendered.expected.fps);
    context.warnings = rendered.warnings;
    context.encoder = {
      engine: rendered.engine,
      name: rendered.encoder,
      seconds: (performance.now() - began) / 1000,
    };
  },
};
