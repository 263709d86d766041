import type { OrderOf, ResultOf } from '@farm/shared/wire';
import { RenderFailure } from '../../render/render-failure.js';
import { runSteps } from '../run-steps.js';
import { deliverStep } from '../steps/deliver.step.js';
import { fetchStep } from '../steps/fetch.step.js';
import type { DeliverContext, Step } from '../steps/step.js';
import type { WantedInputs } from '../wanted-inputs.js';
import type { AttemptDesk } from './attempt-desk.js';

const MASTER = 'master';
const STEPS: readonly Step<DeliverContext>[] = [fetchStep, deliverStep];

/** Sends a finished film to a customer's storage: from this machine's cache when it was made here. */
export async function runDeliver(order: OrderOf<'deliver'>, desk: AttemptDesk): Promise<ResultOf<'deliver'>> {
  const { file, target } = order;
  const wanted: WantedInputs = {
    sources: { [MASTER]: { type: 'asset', assetId: order.jobId, name: file.fileName } },
    keys: [MASTER],
    userOf: () => `delivery to ${target.provider} (${target.name})`,
  };
  const start = { ...desk.context(wanted), file, target, door: desk.guardedDoor() };
  const { receipt } = await runSteps(STEPS, start, desk.onProgress);
  if (!receipt)
    throw new RenderFailure('internal', 'The delivery ended without a receipt; please report this.');
  return { kind: 'deliver', receipt };
}
