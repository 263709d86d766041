import type { Job, WorkOrder } from './job.types.js';

/**
 * The orders that a new job begins with. One `whole` order: a job is divided only where it pays, and on one machine
 * after another it never does. A cost model over measured speed and free slots joins here with the `plan` order.
 */
export function firstOrders(job: Job, newId: () => string): WorkOrder[] {
  return [
    {
      id: newId(),
      jobId: job.id,
      workspaceId: job.workspaceId,
      kind: 'whole',
      state: 'waiting',
      priority: job.priority,
      width: job.width,
      height: job.height,
      lastToken: 0,
      failures: 0,
      failedOn: [],
      excludedEngines: [],
      notBefore: job.createdAt,
      result: null,
    },
  ];
}
