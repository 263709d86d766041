import type { ResultOf, WorkResult } from '@farm/shared/wire';
import type { OrderKind, WorkOrder } from './job.types.js';

export type JobStep =
  | { kind: 'wait' }
  /** The film is cut; its pieces are to be made. */
  | { kind: 'cut'; plan: ResultOf<'plan'> }
  /** The pieces are made; they are to be joined. */
  | { kind: 'join' }
  /** The file is made; these outputs are still to be sent. */
  | { kind: 'deliver'; outputIds: string[] }
  /** The job is finished; its files are those of `result`. */
  | { kind: 'finished'; result: WorkResult };

export interface PlannedOutput {
  id: string;
  status: 'pending' | 'completed' | 'failed';
}

type Looked = Pick<WorkOrder, 'kind' | 'state' | 'result' | 'payload'>;

/** Orders that make the job's file. */
const MAIN: readonly OrderKind[] = ['whole', 'stitch', 'tool', 'inspect'];
const OVER: readonly WorkOrder['state'][] = ['failed', 'cancelled'];

/**
 * What a job does after one of its orders has ended. A divided film is planned, made in pieces and joined. The main
 * order (`whole`, `stitch`, `tool`, `inspect`) makes the file; then each output is sent by a `deliver` order of its
 * own, and the job is finished when each was tried, well or badly.
 */
export function nextStep(orders: readonly Looked[], outputs: readonly PlannedOutput[] = []): JobStep {
  // A join that failed has a whole order after it.
  const main = orders.find(({ kind, state }) => MAIN.includes(kind) && !OVER.includes(state));
  if (!main) return nextPiece(orders);
  if (main.state !== 'done' || !main.result) return { kind: 'wait' };
  const deliveries = orders.filter((order) => order.kind === 'deliver');
  const missing = outputs.filter(
    ({ id, status }) => status === 'pending' && !deliveries.some(({ payload }) => payload.outputId === id),
  );
  if (missing.length > 0) return { kind: 'deliver', outputIds: missing.map(({ id }) => id) };
  if (deliveries.some(({ state }) => state === 'waiting' || state === 'running')) return { kind: 'wait' };
  return { kind: 'finished', result: main.result };
}

function nextPiece(orders: readonly Looked[]): JobStep {
  const plan = orders.find(({ kind, state }) => kind === 'plan' && state === 'done')?.result;
  if (plan?.kind !== 'plan') return { kind: 'wait' };
  const pieces = orders.filter(({ kind }) => kind === 'chunk' || kind === 'audio');
  if (pieces.length === 0) return { kind: 'cut', plan };
  return pieces.every(({ state }) => state === 'done') ? { kind: 'join' } : { kind: 'wait' };
}
