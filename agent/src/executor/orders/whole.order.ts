import type { OrderOf, ResultOf } from '@farm/shared/wire';
import { inputsOf } from '../layer-names.js';
import { runSteps } from '../run-steps.js';
import { WHOLE_STEPS } from '../steps/index.js';
import type { AttemptDesk } from './attempt-desk.js';
import { madeFile } from './made-file.js';

/** A whole render: sources in, plan run, file judged, previews made, everything uploaded. */
export async function runWhole(order: OrderOf<'whole'>, desk: AttemptDesk): Promise<ResultOf<'whole'>> {
  const { scene, engine } = order;
  const keepMaster = order.keepMaster ?? false;
  const start = { ...desk.context(inputsOf(scene)), scene, engine, keepMaster };
  const end = await runSteps(WHOLE_STEPS, start, desk.onProgress);
  return { kind: 'whole', ...madeFile(end, desk.seconds) };
}
