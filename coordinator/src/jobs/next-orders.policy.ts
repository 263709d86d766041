import type { WorkResult } from '@farm/shared/wire';
import type { WorkOrder } from './job.types.js';

export type JobStep =
  | { kind: 'wait' }
  /** The file is made; these outputs are still to be sent. */
  | { kind: 'deliver'; outputIds: string[] }
  /** The job is finished; its files are those of `result`. */
  | { kind: 'finished'; result: WorkResult };

export interface PlannedOutput {
  id: string;
  status: 'pending' | 'completed' | 'failed';
}

type Looked = Pick<WorkOrder, 'kind' | 'state' | 'result' | 'payload'>;

/**
 * What a job does after one of its orders has ended. The main order (`whole`, `tool`, `inspect`) makes the file; then
 * each output is sent by a `deliver` order of its own, and the job is finished when each was tried, well or badly.
 * `plan` will answer its chunks and the audio order, the last of those a `stitch`, and `stitch` finishes like `whole`.
 */
export function nextStep(orders: readonly Looked[], outputs: readonly PlannedOutput[] = []): JobStep {
  const main = orders.find((order) => order.kind !== 'deliver');
  if (main?.state !== 'done' || !main.result) return { kind: 'wait' };
  const deliveries = orders.filter((order) => order.kind === 'deliver');
  const missing = outputs.filter(
    ({ id, status }) => status === 'pending' && !deliveries.some(({ payload }) => payload.outputId === id),
  );
  if (missing.length > 0) return { kind: 'deliver', outputIds: missing.map(({ id }) => id) };
  if (deliveries.some(({ state }) => state === 'waiting' || state === 'running')) return { kind: 'wait' };
  return { kind: 'finished', result: main.result };
}
