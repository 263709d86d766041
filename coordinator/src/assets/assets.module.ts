import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { StorageModule } from '../storage/storage.module.js';
import { AssetEntity } from './asset.entity.js';
import { AssetUploadsService } from './asset-uploads.service.js';
import { AssetsRepository } from './assets.repository.js';
import { AssetFactsService } from './asset-facts.service.js';
import { AssetSweeperService } from './asset-sweeper.service.js';
import { AssetsService } from './assets.service.js';
import { BlobEntity } from './blobs/blob.entity.js';
import { BlobsRepository } from './blobs/blobs.repository.js';
import { BlobsService } from './blobs/blobs.service.js';
import { DirectUploadsService } from './direct-uploads.service.js';
import { ResumableUploadsService } from './resumable-uploads.service.js';

@Module({
  imports: [TypeOrmModule.forFeature([AssetEntity, BlobEntity]), StorageModule],
  providers: [
    AssetsRepository,
    AssetsService,
    AssetUploadsService,
    AssetSweeperService,
    AssetFactsService,
    BlobsRepository,
    BlobsService,
    DirectUploadsService,
    ResumableUploadsService,
  ],
  exports: [
    AssetFactsService,
    AssetsService,
    AssetUploadsService,
    DirectUploadsService,
    ResumableUploadsService,
  ],
})
export class AssetsModule {}
