import { join } from 'node:path';
import { gopFrames } from '../../compiler/index.js';
import { joinPieces, USUAL_MASTER, verifySeams } from '../../render/index.js';
import { RenderFailure } from '../../render/render-failure.js';
import type { Step, StitchContext } from './step.js';

/** Joins the pieces and judges the seams. */
export const stitchStep: Step<StitchContext> = {
  name: 'stitch',
  phase: 'rendering',
  async run(context) {
    const { picture, files, folder, tools, stallSeconds, signal } = context;
    const { width, height, fps, ranges, sound } = picture;
    const frames = ranges.at(-1)?.to ?? 0;
    const outFile = join(folder, 'master.mp4');
    const began = performance.now();
    await joinPieces({
      pieces: ranges.map((range, index) => ({ file: fileOf(files, `chunk-${index}`), range })),
      ...(sound ? { sound: fileOf(files, 'audio') } : {}),
      ...{ fps, outFile, tools, stallSeconds, signal },
      workDir: folder,
      onProgress: (done) => context.tell(done / frames),
    });
    const keys = await verifySeams(outFile, ranges, fps, tools, signal);
    const gop = gopFrames(fps);
    if (Array.from({ length: Math.ceil(frames / gop) }, (_, i) => i * gop).every((at) => keys.has(at)))
      context.keyEvery = gop;
    context.master = outFile;
    context.made.push({ role: 'master', path: outFile, fileName: 'master.mp4', contentType: 'video/mp4' });
    context.expected = { ...USUAL_MASTER, width, height, fps, frames, sound };
    context.encoder = { engine: 'cpu', name: 'copy', seconds: (performance.now() - began) / 1000 };
  },
};

function fileOf(files: Record<string, string>, key: string): string {
  const file = files[key];
  if (file === undefined)
    throw new RenderFailure('internal', `The order names no ${key}; please report this.`);
  return file;
}
