import type { OrderOf, Progress, ResultOf, WorkOrder, WorkResult } from '@farm/shared/wire';
import type { GrantDesk } from './grant-desk.js';
import type { ToChild } from './ipc.js';
import { AttemptDesk } from './orders/attempt-desk.js';
import { runAudio } from './orders/audio.order.js';
import { runChunk } from './orders/chunk.order.js';
import { runDeliver } from './orders/deliver.order.js';
import { runInspect } from './orders/inspect.order.js';
import { runPlan } from './orders/plan.order.js';
import { runStitch } from './orders/stitch.order.js';
import { runTool } from './orders/tool.order.js';
import { runWhole } from './orders/whole.order.js';

type Runner<K extends WorkOrder['kind']> = (order: OrderOf<K>, desk: AttemptDesk) => Promise<ResultOf<K>>;

/** How each kind of order is done: its list of steps, and its result. */
const RUNNERS: { [K in WorkOrder['kind']]: Runner<K> } = {
  whole: runWhole,
  plan: runPlan,
  chunk: runChunk,
  audio: runAudio,
  stitch: runStitch,
  tool: runTool,
  inspect: runInspect,
  deliver: runDeliver,
};

/** Runs all steps of a work order and says what the wire wants to know. */
export function runOrder(
  { order, folder, settings }: Extract<ToChild, { type: 'start' }>,
  grants: GrantDesk,
  onProgress: (progress: Progress) => void,
): Promise<WorkResult> {
  const run = RUNNERS[order.kind] as Runner<WorkOrder['kind']>;
  return run(order, new AttemptDesk(order, folder, settings, grants, onProgress));
}
