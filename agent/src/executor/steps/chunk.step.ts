import { join } from 'node:path';
import { frameCount } from '@farm/shared/time';
import { parameterSets, renderScene, USUAL_MASTER, verifyMaster } from '../../render/index.js';
import type { ChunkContext, Step } from './step.js';

/** Draws and judges some frames of a scene. */
export const chunkStep: Step<ChunkContext> = {
  name: 'chunk',
  phase: 'rendering',
  async run(context) {
    const { scene, facts, range, engine, files, folder, tools } = context;
    const { capabilities, cores, stallSeconds, signal } = context;
    const outFile = join(folder, 'piece.mp4');
    const began = performance.now();
    const rendered = await renderScene({
      ...{ scene, facts, range, engine, files, tools, capabilities, cores, stallSeconds, signal },
      isPiece: true,
      outFile,
      workDir: folder,
      onProgress: (done, total, fps) => context.tell(total > 0 ? done / total : 0, { done, total, fps }),
    });
    const { width, height, fps } = rendered.plan;
    const expected = { ...USUAL_MASTER, width, height, fps, frames: frameCount(range), sound: false };
    await verifyMaster(outFile, expected, tools, signal);
    context.parameterSets = await parameterSets(outFile, tools, signal);
    context.warnings = rendered.warnings;
    context.encoder = {
      engine: rendered.engine,
      name: rendered.encoder,
      seconds: (performance.now() - began) / 1000,
    };
    context.made.push({ role: 'piece', path: outFile, fileName: 'piece.mp4', contentType: 'video/mp4' });
  },
};
