import { SUBTITLES_INPUT } from '@farm/shared/tools';
import { UnreadableMedia } from '../media/ffprobe.js';
import { RenderFailure } from '../render/render-failure.js';
import { measure } from './measure.js';
import { inputName } from './input-name.js';
import type { MediaMeasure } from './tool-run.types.js';

/** Measures every source of a tool that is media; one that cannot be read fails with its name in the request. */
export async function measureInputs(
  files: Readonly<Record<string, string>>,
  program: string,
  signal: AbortSignal,
): Promise<Record<string, MediaMeasure>> {
  const media: Record<string, MediaMeasure> = {};
  for (const [key, path] of Object.entries(files)) {
    if (key === SUBTITLES_INPUT) continue;
    try {
      media[key] = await measure(program, path, { signal });
    } catch (error) {
      if (!(error instanceof UnreadableMedia)) throw error;
      const message = `${inputName(key)}: the file is no media that can be read (${error.message}). Use another file.`;
      throw new RenderFailure('source-undecodable', message, {}, error);
    }
    if (!media[key].picture && !media[key].sound)
      throw new RenderFailure(
        'source-undecodable',
        `${inputName(key)}: the file holds neither picture nor sound. Use another file.`,
      );
  }
  return media;
}
