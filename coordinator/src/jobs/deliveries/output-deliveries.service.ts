import { Injectable } from '@nestjs/common';
import { FarmError } from '@farm/shared/errors';
import type { UploadGrant, UploadReceipt } from '@farm/shared/storage';
import type { Failure } from '@farm/shared/wire';
import { DestinationProblem, OutputsService, type Output, type Target } from '../../destinations/index.js';
import { Clock } from '../../platform/clock.js';
import { isUuid, newId } from '../../platform/crypto/ids.js';
import { Transactions, type Tx } from '../../platform/database/transaction.js';
import { EventBus } from '../../platform/events/event-bus.js';
import type { Job, WorkOrder } from '../job.types.js';
import { JobsRepository } from '../jobs.repository.js';
import { WorkOrdersRepository } from '../orders/work-orders.repository.js';
import { deliverOrder } from '../whole-or-chunks.policy.js';
import { FinishedFiles, type FinishedFile } from './finished-files.service.js';

/** Sends films of jobs to destinations: permissions for agents, the judgement of what arrived, and later tries. */
@Injectable()
export class OutputDeliveriesService {
  constructor(
    private readonly outputs: OutputsService,
    private readonly jobs: JobsRepository,
    private readonly orders: WorkOrdersRepository,
    private readonly files: FinishedFiles,
    private readonly transactions: Transactions,
    private readonly events: EventBus,
    private readonly clock: Clock,
  ) {}

  /** Permission to write at the provider, for the attempt at a `deliver` order. Rejects with a DestinationProblem. */
  async open(order: WorkOrder): Promise<UploadGrant> {
    return this.outputs.open(outputOf(order), await this.fileOf(order));
  }

  /** Completes the upload and looks whether the file is there; undefined: it is. */
  async settle(order: WorkOrder, receipt: UploadReceipt): Promise<Failure | undefined> {
    try {
      await this.outputs.finish(outputOf(order), await this.fileOf(order), receipt);
      return undefined;
    } catch (error) {
      if (!(error instanceof DestinationProblem)) throw error;
      return { code: error.final ? 'destination-refused' : 'upload-failed', message: error.message };
    }
  }

  /** Sends the film of a completed job to one more destination. */
  async send(workspaceId: string, jobId: string, target: Target): Promise<Output> {
    return this.inCompleted(workspaceId, jobId, async (job, tx) => {
      const [output] = await this.outputs.plan(job, [target], tx);
      if (!output) throw new Error('No output was planned.');
      return { output, orders: await this.begin(job, [output.id], tx) };
    });
  }

  /** Tries a failed output again, now. */
  async retry(
    workspaceId: string,
    jobId: string,
    outputId: string,
    how: { byHand: boolean } = { byHand: true },
  ): Promise<Output> {
    return this.inCompleted(workspaceId, jobId, async (job, tx) => {
      const known = isUuid(outputId) ? await this.outputs.ofJob(workspaceId, jobId, tx) : [];
      const found = known.find(({ id }) => id === outputId);
      if (!found) throw new FarmError('not-found', `Render ${jobId} has no output ${outputId}.`);
      if (found.status !== 'failed')
        throw new FarmError(
          'conflict',
          `Output ${outputId} is ${found.status}; only a failed one is retried.`,
        );
      const output = await this.outputs.reopen(outputId, how, tx);
      return { output, orders: await this.begin(job, [outputId], tx) };
    });
  }

  /** Orders for outputs, written inside the transaction that needs them; the caller tells that they wait. */
  async begin(job: Job, outputIds: readonly string[], tx: Tx): Promise<WorkOrder[]> {
    const at = this.clock.date();
    const orders = outputIds.map((outputId) => deliverOrder(job, outputId, newId(), at));
    for (const order of orders) await this.orders.insert(order, at, tx);
    return orders;
  }

  private async inCompleted(
    workspaceId: string,
    jobId: string,
    work: (job: Job, tx: Tx) => Promise<{ output: Output; orders: WorkOrder[] }>,
  ): Promise<Output> {
    const { output, orders } = await this.transactions.run(async (tx) => {
      const job = isUuid(jobId) ? await this.jobs.lock(jobId, tx) : undefined;
      if (job?.workspaceId !== workspaceId)
        throw new FarmError('not-found', `There is no render ${jobId} in this workspace.`);
      if (job.state !== 'completed')
        throw new FarmError(
          'conflict',
          `Render ${jobId} is ${job.state}; only a completed one can be delivered.`,
        );
      if (job.expiredAt)
        throw new FarmError(
          'expired',
          `The files of render ${jobId} were deleted; render it again to deliver it.`,
        );
      return work(job, tx);
    });
    for (const order of orders) await this.events.emit('order.waiting', { jobId, orderId: order.id });
    return output;
  }

  private async fileOf(order: WorkOrder): Promise<FinishedFile> {
    const file = await this.files.masterOf(order.jobId);
    if (!file)
      throw new DestinationProblem('The file to deliver is not in the farm any more.', { final: true });
    return file;
  }
}

function outputOf({ id, payload }: WorkOrder): string {
  if (payload.outputId === undefined) throw new Error(`Order ${id} delivers no output.`);
  return payload.outputId;
}
