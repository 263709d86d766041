import { assertNever } from '@farm/shared/lang';
import type { Operation } from '@farm/shared/tools';
import type { CompileInput, ToolRun } from '../tool-run.types.js';
import { Bench } from './bench.js';
import { subtitles, watermarkText } from './operations/drawn.js';
import { compress, convert, extractAudio, mute } from './operations/files.js';
import { loudness } from './operations/loudness.js';
import { merge } from './operations/merge.js';
import { crop, resize, rotate } from './operations/picture.js';
import { reverse } from './operations/reverse.js';
import { gif, thumbnail } from './operations/stills.js';
import { changeSpeed, trim } from './operations/time.js';
import { watermarkImage } from './operations/watermark.js';

/** Plan and measured files in, commands out. Pure; throws a RenderFailure for what these files do not allow. */
export function compileTool(input: CompileInput): ToolRun {
  const bench = new Bench(input);
  const run = operate(bench, input.plan.operation);
  const { format } = bench;
  if (format === input.plan.format) return run;
  const message = `The input has only sound; the result is a ${format} file.`;
  return { ...run, warnings: [...run.warnings, { code: 'sound-only', message }] };
}

function operate(bench: Bench, operation: Operation): ToolRun {
  switch (operation.op) {
    case 'trim':
      return trim(bench, operation);
    case 'crop':
      return crop(bench, operation);
    case 'resize':
      return resize(bench, operation);
    case 'convert':
      return convert(bench);
    case 'compress':
      return compress(bench, operation);
    case 'extract-audio':
      return extractAudio(bench, operation);
    case 'mute':
      return mute(bench);
    case 'speed':
      return changeSpeed(bench, operation);
    case 'rotate':
      return rotate(bench, operation);
    case 'reverse':
      return reverse(bench);
    case 'merge':
      return merge(bench, operation);
    case 'gif':
      return gif(bench, operation);
    case 'thumbnail':
      return thumbnail(bench, operation);
    case 'watermark-image':
      return watermarkImage(bench, operation);
    case 'watermark-text':
      return watermarkText(bench, operation);
    case 'subtitles':
      return subtitles(bench, operation);
    case 'loudness':
      return loudness(bench, operation);
    default:
      return assertNever(operation);
  }
}
