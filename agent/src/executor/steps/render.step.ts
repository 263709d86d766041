import { join } from 'node:path';
import { gopFrames } from '../../compiler/index.js';
import { renderScene } from '../../render/index.js';
import type { RenderContext, Step } from './step.js';

/** Runs the render plan of the scene: the master file. */
export const renderStep: Step<RenderContext> = {
  name: 'render',
  phase: 'rendering',
  async run(context) {
    const { scene, files, folder, tools, capabilities, cores, stallSeconds, signal, engine } = context;
    const outFile = join(folder, 'master.mp4');
    const began = performance.now();
    const rendered = await renderScene({
      scene,
      files,
      outFile,
      workDir: folder,
      tools,
      capabilities,
      cores,
      stallSeconds,
      signal,
      ...(engine ? { engine } : {}),
      onProgress: (done, total, fps) => context.tell(total > 0 ? done / total : 0, { done, total, fps }),
    });
    context.master = outFile;
    context.made.push({ role: 'master', path: outFile, fileName: 'master.mp4', contentType: 'video/mp4' });
    const { width, height, fps, frames, sound } = rendered.plan;
    context.expected = { width, height, fps, frames, sound: sound !== undefined };
    // Encoders of graphics cards set more or fewer.
    if (rendered.engine === 'cpu') context.keyEvery = gopFrames(fps);
    context.warnings = rendered.warnings;
    context.encoder = {
      engine: rendered.engine,
      name: rendered.encoder,
      seconds: (performance.now() - began) / 1000,
    };
  },
};
