import { Injectable } from '@nestjs/common';
import type { Scene } from '@farm/shared/scene';
import type { DownloadGrant } from '@farm/shared/storage';
import type { WorkOrder as WireOrder } from '@farm/shared/wire';
import { AssetsService } from '../../assets/index.js';
import { InjectConfig, type CoordinatorConfig } from '../../platform/config/config.js';
import type { Attempt } from '../job.types.js';
import { JobsRepository } from '../jobs.repository.js';
import type { Lease } from './dispatcher.service.js';

/** A source that the farm should have and has not: the job cannot be rendered. */
export class SourceGone extends Error {}

const INPUT_TTL_SECONDS = 3600;

/** Makes what travels: the order with its scene, its limits and grants for the farm's own files. */
@Injectable()
export class OrderComposer {
  constructor(
    private readonly jobs: JobsRepository,
    private readonly assets: AssetsService,
    @InjectConfig() private readonly config: CoordinatorConfig,
  ) {}

  async compose({ attempt, order }: Lease): Promise<WireOrder> {
    const scene = await this.sceneOf(attempt);
    return {
      kind: order.kind,
      orderId: order.id,
      jobId: order.jobId,
      attemptId: attempt.id,
      token: attempt.token,
      engine: attempt.engine,
      scene,
      inputs: await this.inputs(attempt.workspaceId, scene, Object.keys(scene.sources)),
      limits: { wallSeconds: this.config.wallLimit, sourceBytes: this.config.sourceLimit },
    };
  }

  /** Fresh grants for some sources of a running attempt; sources that need none are left out. */
  async grants(attempt: Attempt, keys: string[]): Promise<{ key: string; grant: DownloadGrant }[]> {
    const scene = await this.sceneOf(attempt);
    const inputs = await this.inputs(attempt.workspaceId, scene, keys);
    return inputs.flatMap(({ key, grant }) => (grant ? [{ key, grant }] : []));
  }

  private async sceneOf(attempt: Attempt): Promise<Scene> {
    const scene = await this.jobs.sceneOf(attempt.jobId);
    if (!scene) throw new SourceGone(`Job ${attempt.jobId} has no scene.`);
    return scene;
  }

  private inputs(workspaceId: string, scene: Scene, keys: string[]): Promise<WireOrder['inputs']> {
    return Promise.all(
      keys.map(async (key) => {
        const source = scene.sources[key];
        if (source?.type !== 'asset') return { key };
        const asset = await this.assets.get(workspaceId, source.assetId);
        if (!asset)
          throw new SourceGone(
            `The asset ${source.name ?? source.assetId} was deleted; upload it again and render again.`,
          );
        return { key, grant: await this.assets.grantDownload(asset, { ttl: INPUT_TTL_SECONDS }) };
      }),
    );
  }
}
