import { Module } from '@nestjs/common';
import { FilesModule } from './files/files.module.js';
import { HealthModule } from './health/health.module.js';
import { IlveModule } from './ilve/ilve.module.js';

/** Mounts the dialects and what they share. */
@Module({ imports: [HealthModule, FilesModule, IlveModule] })
export class ApiModule {}
