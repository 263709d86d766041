import { Injectable } from '@nestjs/common';
import type { Scene, Source } from '@farm/shared/scene';
import type { DownloadGrant } from '@farm/shared/storage';
import type { Engine, OrderInput, WorkOrder as WireOrder } from '@farm/shared/wire';
import { AssetsService } from '../../assets/index.js';
import { OutputsService } from '../../destinations/index.js';
import { InjectConfig, type CoordinatorConfig } from '../../platform/config/config.js';
import { StorageService } from '../../storage/index.js';
import { FinishedFiles, type FinishedFile } from '../deliveries/finished-files.service.js';
import type { Attempt, DirectPlan, WorkOrder } from '../job.types.js';
import { JobsRepository } from '../jobs.repository.js';
import { PieceComposer } from '../pieces/piece-composer.service.js';
import { parseOwnOutputUrl } from '../own-output-url.policy.js';
import type { Lease } from './dispatcher.service.js';

/** A source that the farm should have and has not: the job cannot be rendered. */
export class SourceGone extends Error {}

const INPUT_TTL_SECONDS = 3600;

/** Makes what travels: the order with what it is about, its limits and grants for the farm's own files. */
@Injectable()
export class OrderComposer {
  constructor(
    private readonly jobs: JobsRepository,
    private readonly assets: AssetsService,
    private readonly outputs: OutputsService,
    private readonly films: FinishedFiles,
    private readonly pieces: PieceComposer,
    private readonly storage: StorageService,
    @InjectConfig() private readonly config: CoordinatorConfig,
  ) {}

  async compose({ attempt, order }: Lease): Promise<WireOrder> {
    const base = {
      orderId: order.id,
      jobId: order.jobId,
      attemptId: attempt.id,
      token: attempt.token,
      limits: { wallSeconds: this.config.wallLimit, sourceBytes: this.config.sourceLimit },
    };
    switch (order.kind) {
      case 'whole': {
        const scene = await this.sceneOf(order);
        const inputs = await this.grantsFor(attempt, scene.sources);
        const keepMaster = (await this.outputs.ofJob(order.workspaceId, order.jobId)).length > 0;
        return { ...base, kind: 'whole', engine: attempt.engine as Engine, scene, inputs, keepMaster };
      }
      case 'plan':
      case 'chunk':
      case 'audio': {
        const scene = await this.sceneOf(order);
        const keys = await this.pieces.sourcesOf(order, scene);
        const inputs = await this.grantsFor(attempt, scene.sources, keys);
        return this.pieces.ofScene(order, attempt, scene, { ...base, inputs });
      }
      case 'stitch': {
        const keepMaster = (await this.outputs.ofJob(order.workspaceId, order.jobId)).length > 0;
        const name = (await this.jobs.byId(order.jobId))?.name ?? 'film';
        return this.pieces.joined(order, await this.sceneOf(order), { ...base, name, keepMaster });
      }
      case 'tool': {
        const { plan, sources } = await this.planOf(order);
        const inputs = await this.grantsFor(attempt, sources);
        const name = (await this.jobs.byId(order.jobId))?.name ?? 'tool';
        return { ...base, kind: 'tool', engine: attempt.engine as Engine, name, plan, sources, inputs };
      }
      case 'inspect': {
        const { name, type, sources } = await this.assetOf(order);
        const inputs = await this.grantsFor(attempt, sources);
        return { ...base, kind: 'inspect', engine: 'io', name, type, sources, inputs };
      }
      case 'deliver': {
        const { key: _, ...file } = await this.filmOf(order);
        const target = await this.outputs.targetOf(order.payload.outputId ?? '');
        const inputs = await this.filmGrant(order);
        return { ...base, kind: 'deliver', engine: 'io', file, target, inputs };
      }
    }
  }

  /** Fresh grants for some sources of a running attempt; sources that need none are left out. */
  async grants(
    attempt: Attempt,
    order: WorkOrder,
    keys: string[],
  ): Promise<{ key: string; grant: DownloadGrant }[]> {
    const inputs =
      order.kind === 'deliver'
        ? await this.filmGrant(order)
        : order.kind === 'stitch'
          ? await this.pieces.grants(order, keys)
          : await this.grantsFor(attempt, await this.sourcesOf(order), keys);
    return inputs.flatMap(({ key, grant }) => (grant ? [{ key, grant }] : []));
  }

  private async sourcesOf(order: WorkOrder): Promise<Record<string, Source>> {
    switch (order.kind) {
      case 'whole':
      case 'plan':
      case 'chunk':
      case 'audio':
        return (await this.sceneOf(order)).sources;
      case 'tool':
        return (await this.planOf(order)).sources;
      case 'inspect':
        return (await this.assetOf(order)).sources;
      case 'stitch':
      case 'deliver':
        return {};
    }
  }

  private async filmOf({ jobId }: WorkOrder): Promise<FinishedFile> {
    const file = await this.films.masterOf(jobId);
    if (!file) throw new SourceGone('The file to deliver is not in the farm any more.');
    return file;
  }

  private async filmGrant(order: WorkOrder): Promise<OrderInput[]> {
    const { key, sha256, contentType, fileName } = await this.filmOf(order);
    const options = { ttl: INPUT_TTL_SECONDS, contentType, fileName };
    return [{ key: 'master', grant: { ...(await this.storage.grantDownload(key, options)), sha256 } }];
  }

  private async sceneOf({ jobId }: WorkOrder): Promise<Scene> {
    const scene = await this.jobs.sceneOf(jobId);
    if (!scene) throw new SourceGone(`Job ${jobId} has no scene.`);
    return scene;
  }

  private async planOf({ jobId }: WorkOrder): Promise<DirectPlan> {
    const plan = await this.jobs.planOf(jobId);
    if (!plan) throw new SourceGone(`Job ${jobId} has no plan.`);
    return plan;
  }

  private async assetOf({ workspaceId, payload }: WorkOrder) {
    const asset = await this.assets.get(workspaceId, payload.assetId ?? '');
    if (!asset) throw new SourceGone('The asset was deleted before the farm looked at it.');
    const { id: assetId, name, type } = asset;
    const sources: Record<string, Source> = { file: { type: 'asset', assetId, name } };
    return { name, type, sources };
  }

  private grantsFor(
    { workspaceId }: Attempt,
    sources: Record<string, Source>,
    keys: readonly string[] = Object.keys(sources),
  ): Promise<OrderInput[]> {
    return Promise.all(
      keys.map(async (key) => {
        const source = sources[key];
        if (source?.type === 'url') return { key, ...(await this.ownOutput(workspaceId, source.url)) };
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

  /** The file of a job of the workspace, by grant: its URL is of a private host or may have run out. */
  private async ownOutput(workspaceId: string, url: string): Promise<{ grant?: DownloadGrant }> {
    const own = parseOwnOutputUrl(url);
    if (own?.workspaceId !== workspaceId) return {};
    const job = await this.jobs.get(workspaceId, own.jobId);
    if (job?.expiredAt)
      throw new SourceGone(`The files of render ${own.jobId} were deleted; render it again.`);
    const outputs = job?.outputs;
    const files = [outputs?.master, outputs?.poster, outputs?.sprite];
    const file = files.find((one) => one?.key === own.key);
    if (!file) return {};
    const options = { ttl: INPUT_TTL_SECONDS, contentType: file.contentType };
    const { sha256 } = file;
    return { grant: { ...(await this.storage.grantDownload(file.key, options)), sha256 } };
  }
}
