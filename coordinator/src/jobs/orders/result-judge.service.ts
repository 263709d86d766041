import { Injectable } from '@nestjs/common';
import type { Failure, FileRole, WorkResult } from '@farm/shared/wire';
import { OutputDeliveriesService } from '../deliveries/output-deliveries.service.js';
import type { Attempt, WorkOrder } from '../job.types.js';
import { AttemptFilesService } from './attempt-files.service.js';

/** The file without which a result is none. */
const NEEDED: Partial<Record<WorkResult['kind'], FileRole>> = {
  whole: 'master',
  stitch: 'master',
  tool: 'master',
  chunk: 'piece',
  audio: 'piece',
};

/** Looks for itself whether what an attempt reports as done is really there. Outside the transaction: it takes a while. */
@Injectable()
export class ResultJudge {
  constructor(
    private readonly files: AttemptFilesService,
    private readonly deliveries: OutputDeliveriesService,
  ) {}

  /** Why the attempt failed after all, or undefined. */
  async problem(attempt: Attempt, order: WorkOrder, result: WorkResult): Promise<Failure | undefined> {
    if (result.kind !== order.kind)
      return {
        code: 'internal',
        message: `The agent answered a ${order.kind} order with a ${result.kind} result.`,
      };
    if (result.kind === 'deliver') return this.deliveries.settle(order, result.receipt);
    const message = await this.files.problem(attempt, result.files, NEEDED[result.kind]);
    return message === undefined ? undefined : { code: 'upload-failed', message };
  }
}
