import { Module } from '@nestjs/common';
import { AssetsModule } from '../../assets/assets.module.js';
import { PricingModule } from '../../pricing/pricing.module.js';
import { StorageModule } from '../../storage/storage.module.js';
import { AssetFilesController } from './asset-files.controller.js';
import { FilesController } from './files.controller.js';

@Module({
  imports: [StorageModule, AssetsModule, PricingModule],
  controllers: [FilesController, AssetFilesController],
})
export class FilesModule {}
