import type { OrderOf, ResultOf } from '@farm/shared/wire';
import { RenderFailure } from '../../render/render-failure.js';
import { inputsOf } from '../layer-names.js';
import { runSteps } from '../run-steps.js';
import { PLAN_STEPS } from '../steps/index.js';
import type { AttemptDesk } from './attempt-desk.js';

/** Cuts a scene into pieces. */
export async function runPlan(order: OrderOf<'plan'>, desk: AttemptDesk): Promise<ResultOf<'plan'>> {
  const { scene, encoder, pieceFrames } = order;
  const start = { ...desk.context(inputsOf(scene)), scene, encoder, pieceFrames };
  const { pieces } = await runSteps(PLAN_STEPS, start, desk.onProgress);
  if (!pieces) throw new RenderFailure('internal', 'The film was not cut; please report this.');
  return { kind: 'plan', files: [], ...pieces };
}
