import type { ResultOf } from '@farm/shared/wire';
import { RenderFailure } from '../../render/render-failure.js';
import type { FileContext } from '../steps/step.js';

type MadeFileFacts = Omit<ResultOf<'whole'>, 'kind'>;

/** What an order that made a file reports when its steps have run. `totalSeconds` is of the whole attempt. */
export function madeFile(context: FileContext, totalSeconds: number): MadeFileFacts {
  const { facts, encoder, capabilities, warnings, stored } = context;
  if (!facts || !encoder)
    throw new RenderFailure('internal', 'The attempt ended without a verified file; please report this.');
  const renderedWith = {
    engine: encoder.engine,
    encoder: encoder.name,
    ffmpeg: capabilities.ffmpeg.version,
    renderSeconds: encoder.seconds,
    totalSeconds,
  };
  return { files: stored, facts, warnings, renderedWith };
}
