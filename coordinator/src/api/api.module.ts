import { Module } from '@nestjs/common';
import { AdminModule } from './admin/admin.module.js';
import { FilesModule } from './files/files.module.js';
import { HealthModule } from './health/health.module.js';
import { IlveModule } from './ilve/ilve.module.js';
import { MetricsModule } from './metrics/metrics.module.js';

/** Mounts the dialects and what they share. */
@Module({ imports: [HealthModule, MetricsModule, FilesModule, AdminModule, IlveModule] })
export class ApiModule {}
