import type { WorkResult } from '@farm/shared/wire';
import type { WorkOrder } from './job.types.js';

export type JobStep =
  | { kind: 'wait' }
  /** The job is finished; its files are those of `result`. */
  | { kind: 'finished'; orderId: string; result: WorkResult };

/**
 * What a job does after one of its orders ended well. A `whole` order done finishes it. `plan` will answer its
 * chunks and the audio order, the last of those a `stitch`, and `stitch` finishes like `whole`.
 */
export function nextStep(orders: readonly Pick<WorkOrder, 'id' | 'kind' | 'state' | 'result'>[]): JobStep {
  const whole = orders.find((order) => order.kind === 'whole');
  if (whole?.state === 'done' && whole.result)
    return { kind: 'finished', orderId: whole.id, result: whole.result };
  return { kind: 'wait' };
}
