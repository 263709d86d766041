import { Injectable } from '@nestjs/common';
import type { ResultOf, WorkResult } from '@farm/shared/wire';
import { Clock } from '../../platform/clock.js';
import { newId } from '../../platform/crypto/ids.js';
import type { Tx } from '../../platform/database/transaction.js';
import type { Job, WorkOrder } from '../job.types.js';
import { WorkOrdersRepository } from '../orders/work-orders.repository.js';
import { alikeOnly, isPiece, odd, pieceOrders, stitchOrder, wholeInstead } from './piece-orders.policy.js';
import { PiecesRepository } from './pieces.repository.js';

/** Steps of a film that is made in pieces. Inside the transaction that needs them, under the lock of the job. */
@Injectable()
export class PiecesService {
  constructor(
    private readonly pieces: PiecesRepository,
    private readonly orders: WorkOrdersRepository,
    private readonly clock: Clock,
  ) {}

  /** Orders for the pieces that no earlier render left; answers all of them. */
  async cut(job: Job, plan: ResultOf<'plan'>, orders: readonly WorkOrder[], tx: Tx): Promise<WorkOrder[]> {
    const encoder = orders.find(({ kind }) => kind === 'plan')?.payload.encoder ?? 'cpu';
    const keys = [...plan.pieces.map(({ key }) => key), ...(plan.sound ? [plan.sound.key] : [])];
    const at = this.clock.date();
    const kept = alikeOnly(await this.pieces.take(job.workspaceId, keys, at, tx));
    const fresh = pieceOrders(job, plan, encoder, kept, newId, at);
    await this.orders.insertOfJob(fresh, at, tx);
    return fresh;
  }

  async join(job: Job, tx: Tx): Promise<WorkOrder> {
    return this.written(stitchOrder(job, newId(), this.clock.date()), tx);
  }

  /** The film in one piece after all. */
  async instead(job: Job, tx: Tx): Promise<WorkOrder> {
    return this.written(wholeInstead(job, newId(), this.clock.date()), tx);
  }

  /** The film in one piece because its pieces failed: the kept ones among them are not trusted again. */
  async insteadOfFailed(job: Job, tx: Tx): Promise<WorkOrder> {
    await this.pieces.spoil(job.id, tx);
    return this.instead(job, tx);
  }

  /** Why a piece does not join its siblings, or undefined. Those that are there are alike: one speaks for all. */
  async problem({ jobId }: WorkOrder, result: WorkResult, tx: Tx): Promise<string | undefined> {
    if (result.kind !== 'chunk') return undefined;
    return odd(result, (await this.orders.doneOfJob(jobId, 'chunk', tx))?.result);
  }

  /** Keeps the file of a piece for later renders. */
  async keep({ kind, workspaceId, payload }: WorkOrder, result: WorkResult, tx: Tx): Promise<void> {
    if (!isPiece(kind) || (result.kind !== 'chunk' && result.kind !== 'audio')) return;
    const file = result.files.find(({ role }) => role === 'piece');
    if (!file || payload.key === undefined) return;
    const piece = { storageKey: file.key, workspaceId, key: payload.key, sizeBytes: file.sizeBytes, result };
    await this.pieces.keep(piece, this.clock.date(), tx);
  }

  private async written(order: WorkOrder, tx: Tx): Promise<WorkOrder> {
    await this.orders.insert(order, order.notBefore, tx);
    return order;
  }
}
