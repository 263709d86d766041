import type { OrderOf, ResultOf } from '@farm/shared/wire';
import { RenderFailure } from '../../render/render-failure.js';
import { runSteps } from '../run-steps.js';
import { INSPECT_STEPS } from '../steps/index.js';
import type { AttemptDesk } from './attempt-desk.js';

/** Looks at one asset: the file in, its facts and a small picture of it out. */
export async function runInspect(
  { sources, type }: OrderOf<'inspect'>,
  desk: AttemptDesk,
): Promise<ResultOf<'inspect'>> {
  const wanted = { sources, keys: ['file'], userOf: () => 'the asset' };
  const { facts, stored } = await runSteps(INSPECT_STEPS, { ...desk.context(wanted), type }, desk.onProgress);
  if (!facts) throw new RenderFailure('internal', 'The asset was not looked at; please report this.');
  return { kind: 'inspect', files: stored, facts };
}
