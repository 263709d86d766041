import { frameCount } from '@farm/shared/time';
import type { OrderOf, ResultOf } from '@farm/shared/wire';
import { RenderFailure } from '../../render/render-failure.js';
import { someInputsOf } from '../layer-names.js';
import { runSteps } from '../run-steps.js';
import { CHUNK_STEPS } from '../steps/index.js';
import type { AttemptDesk } from './attempt-desk.js';

/** Some frames of a scene, as a file that joins those of its neighbours. */
export async function runChunk(order: OrderOf<'chunk'>, desk: AttemptDesk): Promise<ResultOf<'chunk'>> {
  const { scene, facts, range, engine, inputs } = order;
  const keys = inputs.map(({ key }) => key);
  const start = { ...desk.context(someInputsOf(scene, keys)), scene, facts, range, engine };
  const { parameterSets, encoder, warnings, stored, capabilities } = await runSteps(
    CHUNK_STEPS,
    start,
    desk.onProgress,
  );
  if (parameterSets === undefined || !encoder)
    throw new RenderFailure('internal', 'The piece was not judged; please report this.');
  const renderedWith = {
    engine: encoder.engine,
    encoder: encoder.name,
    ffmpeg: capabilities.ffmpeg.version,
    renderSeconds: encoder.seconds,
    totalSeconds: desk.seconds,
  };
  return { kind: 'chunk', files: stored, frames: frameCount(range), parameterSets, warnings, renderedWith };
}
