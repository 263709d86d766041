import type { OrderOf, ResultOf } from '@farm/shared/wire';
import { RenderFailure } from '../../render/render-failure.js';
import { someInputsOf } from '../layer-names.js';
import { runSteps } from '../run-steps.js';
import { AUDIO_STEPS } from '../steps/index.js';
import type { AttemptDesk } from './attempt-desk.js';

/** The sound of a scene. */
export async function runAudio(order: OrderOf<'audio'>, desk: AttemptDesk): Promise<ResultOf<'audio'>> {
  const { scene, facts, inputs } = order;
  const keys = inputs.map(({ key }) => key);
  const start = { ...desk.context(someInputsOf(scene, keys)), scene, facts };
  const { samples, warnings, stored } = await runSteps(AUDIO_STEPS, start, desk.onProgress);
  if (samples === undefined)
    throw new RenderFailure('internal', 'The sound was not made; please report this.');
  return { kind: 'audio', files: stored, samples, warnings };
}
