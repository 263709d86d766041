import { join } from 'node:path';
import { renderSound } from '../../render/index.js';
import type { AudioContext, Step } from './step.js';

/** Mixes and encodes the sound of a scene, once and whole: joined pieces of sound click. */
export const audioStep: Step<AudioContext> = {
  name: 'audio',
  phase: 'rendering',
  async run(context) {
    const { scene, facts, files, folder, tools, capabilities, cores, stallSeconds, signal } = context;
    const outFile = join(folder, 'sound.m4a');
    const { samples, warnings } = await renderSound({
      ...{ scene, facts, files, tools, capabilities, cores, stallSeconds, signal },
      outFile,
      workDir: folder,
      // Hundredths of seconds, not frames: the frames of a film are those of its pictures.
      onProgress: (done, total) => context.tell(total > 0 ? done / total : 0),
    });
    context.samples = samples;
    context.warnings = warnings;
    context.made.push({ role: 'piece', path: outFile, fileName: 'sound.m4a', contentType: 'audio/mp4' });
  },
};
