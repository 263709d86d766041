import { Injectable } from '@nestjs/common';
import type { Scene } from '@farm/shared/scene';
import type { Engine, OrderInput, OrderOf, ResultOf, WorkOrder as WireOrder } from '@farm/shared/wire';
import { StorageService } from '../../storage/index.js';
import type { Attempt, WorkOrder } from '../job.types.js';
import { WorkOrdersRepository } from '../orders/work-orders.repository.js';
import { inOrder } from './piece-orders.policy.js';

type Base = Pick<WireOrder, 'orderId' | 'jobId' | 'attemptId' | 'token' | 'limits'>;

const TTL_SECONDS = 3600;

/** What travels for a film in pieces: a piece with what was measured for it, and the pieces that are joined. */
@Injectable()
export class PieceComposer {
  constructor(
    private readonly orders: WorkOrdersRepository,
    private readonly storage: StorageService,
  ) {}

  /** Keys of the sources that an order reads. */
  async sourcesOf(order: WorkOrder, scene: Scene): Promise<string[]> {
    if (order.kind === 'plan') return Object.keys(scene.sources);
    const plan = await this.planOf(order);
    if (order.kind === 'audio') return plan.sound?.sources ?? [];
    return plan.pieces.find(({ range }) => range.from === order.payload.range?.from)?.sources ?? [];
  }

  async ofScene(
    order: WorkOrder,
    attempt: Attempt,
    scene: Scene,
    base: Base & { inputs: OrderInput[] },
  ): Promise<WireOrder> {
    const { encoder, pieceFrames, range } = order.payload;
    if (order.kind === 'plan')
      return {
        ...base,
        kind: 'plan',
        engine: 'io',
        scene,
        encoder: encoder ?? 'cpu',
        pieceFrames: pieceFrames ?? 1,
      };
    const { facts } = await this.planOf(order);
    if (order.kind === 'audio') return { ...base, kind: 'audio', engine: 'io', scene, facts };
    if (!range) throw new Error(`Order ${order.id} has no frames.`);
    return { ...base, kind: 'chunk', engine: attempt.engine as Engine, scene, facts, range };
  }

  async joined(
    order: WorkOrder,
    { width, height, fps }: Scene,
    base: Base & Pick<OrderOf<'stitch'>, 'name' | 'keepMaster'>,
  ): Promise<OrderOf<'stitch'>> {
    const { pieces, sound } = await this.planOf(order);
    const ranges = pieces.map(({ range }) => range);
    const inputs = await this.grants(order);
    return {
      ...base,
      kind: 'stitch',
      engine: 'io',
      width,
      height,
      fps,
      ranges,
      sound: sound !== null,
      inputs,
    };
  }

  /** Grants for the files of the pieces, all of them or those with these keys. */
  async grants(order: WorkOrder, keys?: readonly string[]): Promise<OrderInput[]> {
    const orders = await this.orders.ofJob(order.jobId);
    const named = [
      ...inOrder(orders).map((piece, index) => ({ key: `chunk-${index}`, piece })),
      ...orders.filter(({ kind }) => kind === 'audio').map((piece) => ({ key: 'audio', piece })),
    ];
    return Promise.all(
      named
        .filter(({ key }) => !keys || keys.includes(key))
        .map(async ({ key, piece }) => ({ key, grant: await this.grant(piece) })),
    );
  }

  private async grant({ id, result }: WorkOrder) {
    const file = result && 'files' in result ? result.files.find(({ role }) => role === 'piece') : undefined;
    if (!file) throw new Error(`Order ${id} left no piece.`);
    const { key, contentType, sha256 } = file;
    return { ...(await this.storage.grantDownload(key, { ttl: TTL_SECONDS, contentType })), sha256 };
  }

  private async planOf({ jobId }: WorkOrder): Promise<ResultOf<'plan'>> {
    const result = (await this.orders.doneOfJob(jobId, 'plan'))?.result;
    if (result?.kind === 'plan') return result;
    throw new Error(`Job ${jobId} was not cut.`);
  }
}
