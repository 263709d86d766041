import { join, resolve } from 'node:path';
import { Module, type OnModuleInit } from '@nestjs/common';
import { COORDINATOR_CONFIG, type CoordinatorConfig } from '../platform/config/config.js';
import { HealthRegistry } from '../platform/health/health-registry.js';
import { LocalDriver } from './drivers/local.driver.js';
import { LocalSigner } from './local-signer.js';
import { PLATFORM_STORAGE, StorageService } from './storage.service.js';

@Module({
  providers: [
    LocalSigner,
    {
      provide: PLATFORM_STORAGE,
      inject: [COORDINATOR_CONFIG, LocalSigner],
      useFactory: async (config: CoordinatorConfig, signer: LocalSigner) => {
        const driver = new LocalDriver(join(resolve(config.dataDir), 'files'), signer, config.urlTtl);
        await driver.prepare();
        return driver;
      },
    },
    StorageService,
  ],
  exports: [StorageService, LocalSigner],
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
