import type { OrderOf, ResultOf } from '@farm/shared/wire';
import { runSteps } from '../run-steps.js';
import { STITCH_STEPS } from '../steps/index.js';
import type { WantedInputs } from '../wanted-inputs.js';
import type { AttemptDesk } from './attempt-desk.js';
import { madeFile } from './made-file.js';

/** Pieces in, one film out. */
export async function runStitch(order: OrderOf<'stitch'>, desk: AttemptDesk): Promise<ResultOf<'stitch'>> {
  const { width, height, fps, ranges, sound, inputs } = order;
  const keys = inputs.map(({ key }) => key);
  const wanted: WantedInputs = {
    sources: Object.fromEntries(keys.map((key) => [key, { type: 'asset', assetId: order.jobId, name: key }])),
    keys,
    userOf: (key) => `the ${key.replace('-', ' ')} of the film`,
  };
  const keepMaster = order.keepMaster ?? false;
  const start = { ...desk.context(wanted), picture: { width, height, fps, ranges, sound }, keepMaster };
  const end = await runSteps(STITCH_STEPS, start, desk.onProgress);
  return { kind: 'stitch', ...madeFile(end, desk.seconds) };
}
