import { needsOf } from '@farm/shared/scene';
import type { Engine } from '@farm/shared/wire';
import type { Division } from './divide.policy.js';
import { engineSeconds } from './engine-seconds.policy.js';
import type { Job, JobWork, Lane, OrderKind, OrderPayload, WorkOrder } from './job.types.js';

/** Direct plans use ffmpeg's software encoders: hardware slots are left to renders. */
const NOT_FOR_TOOLS: Engine[] = ['nvenc', 'qsv', 'vaapi', 'videotoolbox'];

/** The orders that a new job begins with. A scene is one `whole` order, or a `plan` where dividing pays. */
export function firstOrders(job: Job, work: JobWork, newId: () => string, division?: Division): WorkOrder[] {
  if ('scene' in work)
    return [
      division
        ? freshOrder(job, newId(), 'plan', { ...division })
        : { ...freshOrder(job, newId(), 'whole'), needs: needsOf(work.scene.output) },
    ];
  if ('direct' in work) return [{ ...freshOrder(job, newId(), 'tool'), excludedEngines: NOT_FOR_TOOLS }];
  return [freshOrder(job, newId(), 'inspect', { assetId: work.assetId, blobId: work.blobId })];
}

/** The order that sends one output of a job to its destination. */
export function deliverOrder(job: Job, outputId: string, id: string, at: Date): WorkOrder {
  return { ...freshOrder(job, id, 'deliver', { outputId }), notBefore: at };
}

const LANES: Record<OrderKind, Lane> = {
  whole: 'render',
  chunk: 'render',
  tool: 'render',
  plan: 'io',
  audio: 'io',
  stitch: 'io',
  inspect: 'io',
  deliver: 'io',
};

/** An order that waits; `frames` when it makes only some of the job's. */
export function freshOrder(
  job: Job,
  id: string,
  kind: OrderKind,
  payload: OrderPayload = {},
  frames = job.frames.total,
): WorkOrder {
  const lane = LANES[kind];
  return {
    id,
    jobId: job.id,
    workspaceId: job.workspaceId,
    kind,
    lane,
    payload,
    state: 'waiting',
    priority: job.priority,
    requires: job.requires,
    prefers: job.prefers,
    needs: [],
    // No picture is made on the io lane, so that any agent may take its orders.
    width: lane === 'io' ? 0 : job.width,
    height: lane === 'io' ? 0 : job.height,
    engineSeconds: engineSeconds(kind, { width: job.width, height: job.height, frames }),
    lastToken: 0,
    failures: 0,
    failedOn: [],
    excludedEngines: [],
    notBefore: job.notBefore ?? job.createdAt,
    result: null,
  };
}
