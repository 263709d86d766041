import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { ResultOf } from '@farm/shared/wire';
import { AssetFactsService } from '../assets/index.js';
import { Clock } from '../platform/clock.js';
import { newId } from '../platform/crypto/ids.js';
import type { Tx } from '../platform/database/transaction.js';
import { EventBus } from '../platform/events/event-bus.js';
import type { EventMap } from '../platform/events/event-map.js';
import { inspectionJob } from './inspection-job.js';
import { JobsRepository } from './jobs.repository.js';
import { WorkOrdersRepository } from './orders/work-orders.repository.js';
import { firstOrders } from './whole-or-chunks.policy.js';

/**
 * Has an agent look at every uploaded asset: a hidden job is written in the transaction that stores the bytes, so
 * that none is forgotten. Without an agent it waits; nobody else waits for it.
 */
@Injectable()
export class InspectionsService implements OnModuleInit {
  /** By asset: orders that are written and not announced, because their transaction may still be open. */
  private readonly planned = new Map<string, EventMap['order.waiting']>();

  constructor(
    private readonly jobs: JobsRepository,
    private readonly orders: WorkOrdersRepository,
    private readonly facts: AssetFactsService,
    private readonly events: EventBus,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.events.on('asset.stored', (stored, tx) => this.plan(stored, tx));
    this.events.on('asset.settled', ({ assetId }) => this.announce(assetId));
    this.events.on('order.done', (done, tx) => this.note(done, tx));
    this.events.on('job.finished', ({ jobId, state }, tx) =>
      state === 'failed' ? this.noteFailure(jobId, tx) : undefined,
    );
  }

  private async plan({ workspaceId, assetId, blobId }: EventMap['asset.stored'], tx?: Tx): Promise<void> {
    if (!tx) return;
    const job = inspectionJob({ id: newId(), workspaceId, createdAt: this.clock.date() });
    const work = { kind: 'inspect' as const, assetId, blobId };
    await this.jobs.insert([{ job, scene: null, plan: null, document: { assetId }, createdBy: null }], tx);
    for (const order of firstOrders(job, work, newId)) {
      await this.orders.insert(order, job.createdAt, tx);
      this.planned.set(assetId, { jobId: job.id, orderId: order.id });
    }
  }

  private async announce(assetId: string): Promise<void> {
    const order = this.planned.get(assetId);
    this.planned.delete(assetId);
    if (order) await this.events.emit('order.waiting', order);
  }

  private async note({ workspaceId, result, payload }: EventMap['order.done'], tx?: Tx): Promise<void> {
    const { assetId, blobId } = payload;
    if (result.kind !== 'inspect' || !tx || assetId === undefined || blobId === undefined) return;
    await this.facts.note({ workspaceId, assetId, blobId }, measured(result), tx);
  }

  private async noteFailure(jobId: string, tx?: Tx): Promise<void> {
    const job = await this.jobs.byId(jobId, tx);
    if (job?.kind !== 'inspect' || !tx) return;
    for (const { payload, workspaceId } of await this.orders.ofJob(jobId, tx)) {
      const { assetId, blobId } = payload;
      if (assetId !== undefined && blobId !== undefined)
        await this.facts.noteProblem(
          { workspaceId, assetId, blobId },
          job.error ?? 'It could not be looked at.',
          tx,
        );
    }
  }
}

function measured({ facts, files }: ResultOf<'inspect'>) {
  const { duration, width, height, details, sha256 } = facts;
  return {
    duration,
    width,
    height,
    details,
    ...(sha256 === undefined ? {} : { sha256 }),
    thumbnailKey: files.find((file) => file.role === 'thumbnail')?.key ?? null,
  };
}
