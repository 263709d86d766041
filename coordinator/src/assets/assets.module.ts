import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { StorageModule } from '../storage/storage.module.js';
import { AssetEntity } from './asset.entity.js';
import { AssetUploadsService } from './asset-uploads.service.js';
import { AssetsRepository } from './assets.repository.js';
import { AssetsService } from './assets.service.js';

@Module({
  imports: [TypeOrmModule.forFeature([AssetEntity]), StorageModule],
  providers: [AssetsRepository, AssetsService, AssetUploadsService],
  exports: [AssetsService, AssetUploadsService],
})
export class AssetsModule {}
