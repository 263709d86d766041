import { join, resolve } from 'node:path';
import { Module, type OnModuleInit } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ConfigProblems, COORDINATOR_CONFIG, type CoordinatorConfig } from '../platform/config/config.js';
import { HealthRegistry } from '../platform/health/health-registry.js';
import { LocalDriver } from './drivers/local.driver.js';
import { LocalSigner } from './local-signer.js';
import { RemovalEntity } from './removals/removal.entity.js';
import { RemovalsRepository } from './removals/removals.repository.js';
import { RemovalsService } from './removals/removals.service.js';
import { WorkspaceFiles } from './removals/workspace-files.service.js';
import type { StorageDriver } from './storage-driver.js';
import { PLATFORM_STORAGE, StorageService } from './storage.service.js';

@Module({
  imports: [TypeOrmModule.forFeature([RemovalEntity])],
  providers: [
    LocalSigner,
    {
      provide: PLATFORM_STORAGE,
      inject: [COORDINATOR_CONFIG, LocalSigner],
      useFactory: (config: CoordinatorConfig, signer: LocalSigner) =>
        config.storage === 's3' ? bucketDriver(config) : folderDriver(config, signer),
    },
    StorageService,
    RemovalsRepository,
    RemovalsService,
    WorkspaceFiles,
  ],
  exports: [StorageService, RemovalsService, LocalSigner],
})
export class StorageModule implements OnModuleInit {
  constructor(
    private readonly storage: StorageService,
    private readonly health: HealthRegistry,
  ) {}

  onModuleInit(): void {
    this.health.add('storage', () => this.storage.check());
  }
}

async function folderDriver(config: CoordinatorConfig, signer: LocalSigner): Promise<StorageDriver> {
  const isShared = config.filesDir !== undefined;
  const root = isShared ? resolve(config.filesDir) : join(resolve(config.dataDir), 'files');
  const driver = new LocalDriver(root, signer, config.urlTtl, isShared);
  await driver.prepare();
  return driver;
}

/** The SDK is loaded only by those who use it. */
async function bucketDriver(config: CoordinatorConfig): Promise<StorageDriver> {
  const { s3Bucket: bucket, s3AccessKeyId: accessKeyId, s3SecretAccessKey: secretAccessKey } = config;
  if (!bucket || !accessKeyId || !secretAccessKey)
    throw new ConfigProblems([
      'FRAMEFARM_STORAGE=s3 needs FRAMEFARM_S3_BUCKET, FRAMEFARM_S3_ACCESS_KEY_ID and FRAMEFARM_S3_SECRET_ACCESS_KEY.',
    ]);
  const endpoint = config.s3Endpoint === undefined ? {} : { endpoint: config.s3Endpoint };
  const publicly = config.s3PublicEndpoint === undefined ? {} : { publicEndpoint: config.s3PublicEndpoint };
  const { S3Driver } = await import('./drivers/s3.driver.js');
  return new S3Driver({
    place: { ...endpoint, region: config.s3Region, bucket, accessKeyId, secretAccessKey },
    ...publicly,
    prefix: config.s3Prefix,
    urlTtl: config.urlTtl,
  });
}
