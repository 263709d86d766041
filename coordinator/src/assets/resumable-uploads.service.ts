import { mkdirSync } from 'node:fs';
import { stat, truncate } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { FileStore } from '@tus/file-store';
import type { Upload } from '@tus/server';
import type { Principal } from '../auth/index.js';
import { FarmError } from '@farm/shared/errors';
import { Clock, type StopTimer } from '../platform/clock.js';
import { InjectConfig, type CoordinatorConfig } from '../platform/config/config.js';
import { isUuid, newId } from '../platform/crypto/ids.js';
import { InjectLogger, type Logger } from '../platform/logger.js';
import { Neighbours } from '../platform/neighbours/neighbours.js';
import { AssetUploadsService } from './asset-uploads.service.js';
import type { Asset, NewAsset } from './asset.types.js';
import { AssetsService } from './assets.service.js';

const SWEEP_EVERY_MS = 60_000;
/** A complete upload that another coordinator may be storing right now is left to it for so long. */
const LEAVE_TO_OTHERS_MS = 15 * 60_000;

/** What the farm remembers of an unfinished upload; tus keeps it beside the bytes. Texts only. */
export interface ResumableFacts extends Record<string, string | null> {
  assetId: string;
  workspaceId: string;
  filename: string;
  /** '1': registered when complete, because nobody announced it by upload-url. */
  register: string;
  /** '1': the bytes are an asset now; only the size is kept until the upload expires. */
  stored: string;
}

/**
 * Unfinished uploads in `DATA/incoming` (or beside the shared files): bytes come in pieces over days, and are an asset once they are complete. The
 * protocol (tus) is spoken by the edge (api/ilve/assets/tus.controller.ts); here is what it means.
 */
@Injectable()
export class ResumableUploadsService implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly store: FileStore;
  private stop: StopTimer | undefined;
  private sweeping: Promise<void> = Promise.resolve();

  constructor(
    private readonly assets: AssetsService,
    private readonly uploads: AssetUploadsService,
    private readonly clock: Clock,
    private readonly neighbours: Neighbours,
    @InjectLogger() private readonly logger: Logger,
    @InjectConfig() config: CoordinatorConfig,
  ) {
    const directory = config.filesDir
      ? join(resolve(config.filesDir), '.resumable')
      : join(resolve(config.dataDir), 'incoming');
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    this.store = new FileStore({ directory, expirationPeriodInMilliseconds: config.resumeTtl * 1000 });
  }

  onApplicationBootstrap(): void {
    this.stop = this.clock.every(SWEEP_EVERY_MS, () => void this.sweep());
    this.sweeping = this.finishInterrupted().then(() => this.expire());
  }

  async onApplicationShutdown(): Promise<void> {
    this.stop?.();
    await this.sweeping;
  }

  /** A new upload for an asset that was announced before. */
  async forAsset(
    assetId: string,
    workspaceId: string | undefined,
  ): Promise<{ id: string; facts: ResumableFacts }> {
    const asset = await this.uploads.find(assetId, workspaceId);
    this.uploads.refuseRegistered(asset);
    return { id: newId(), facts: factsOf(asset, false) };
  }

  /** A new upload for a new asset. */
  async forNew(principal: Principal, wanted: NewAsset): Promise<{ id: string; facts: ResumableFacts }> {
    return { id: newId(), facts: factsOf(await this.assets.announce(principal, wanted), true) };
  }

  /** What is remembered of an upload; undefined when there is none, or it is no id of ours. */
  async facts(id: string): Promise<ResumableFacts | undefined> {
    const known = isUuid(id) ? await this.store.configstore.get(id) : undefined;
    return known?.metadata as ResumableFacts | undefined;
  }

  /** The bytes are complete: they become the asset's, judged like those of any other upload. */
  async finish(upload: Upload): Promise<void> {
    const facts = upload.metadata as ResumableFacts;
    const asset = await this.uploads.find(facts.assetId, facts.workspaceId);
    try {
      await this.uploads.receive(asset, this.store.read(upload.id));
    } catch (error) {
      // What is refused will be refused again; only a storage that is away may take it later.
      if (error instanceof FarmError && error.fault === 'user') await this.store.remove(upload.id);
      throw error;
    }
    if (facts.register === '1')
      await this.assets.register(asset, {
        name: facts.filename,
        type: asset.type,
        storageKey: asset.storageKey,
      });
    await this.keepOnlySize(upload, facts);
  }

  /** A caller that missed the last answer asks how far it came: it must still hear "all of it". */
  private async keepOnlySize(upload: Upload, facts: ResumableFacts): Promise<void> {
    const known = await this.store.configstore.get(upload.id);
    if (known)
      await this.store.configstore.set(
        upload.id,
        Object.assign(known, { metadata: { ...facts, stored: '1' } }),
      );
    // After the mark: zeros must never be taken for the file of an upload that is still to be stored.
    const file = join(this.store.directory, upload.id);
    await truncate(file, 0);
    await truncate(file, upload.size ?? 0);
  }

  /** One after the other. Never rejects: it is tried again at the next turn. */
  sweep(): Promise<void> {
    this.sweeping = this.sweeping
      // Of others that died; our own are under way.
      .then(() => (this.neighbours.alone ? undefined : this.finishInterrupted()))
      .then(() => this.expire());
    return this.sweeping;
  }

  private async expire(): Promise<void> {
    try {
      await this.store.deleteExpired();
    } catch (error) {
      this.logger.warn({ err: error }, 'expired uploads could not be deleted; tried again later');
    }
  }

  private async isOthers(id: string): Promise<boolean> {
    if (this.neighbours.alone) return false;
    const { mtimeMs } = await stat(join(this.store.directory, id));
    return mtimeMs > this.clock.now() - LEAVE_TO_OTHERS_MS;
  }

  /** Uploads whose last byte came just before the coordinator died. */
  private async finishInterrupted(): Promise<void> {
    for (const id of (await this.store.configstore.list?.()) ?? []) {
      try {
        const upload = await this.store.getUpload(id);
        if (await this.isOthers(id)) continue;
        if (upload.offset === upload.size && upload.metadata?.stored !== '1') await this.finish(upload);
      } catch (error) {
        this.logger.warn({ err: error, uploadId: id }, 'a complete upload could not be stored');
      }
    }
  }
}

const factsOf = (asset: Asset, isNew: boolean): ResumableFacts => ({
  assetId: asset.id,
  workspaceId: asset.workspaceId,
  filename: asset.name,
  register: isNew ? '1' : '0',
  stored: '0',
});
