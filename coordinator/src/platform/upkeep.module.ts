import { Global, Module } from '@nestjs/common';
import { DiskGuard } from './disk/disk-guard.service.js';
import { RetentionRules } from './retention/retention-rules.js';
import { RetentionSweeper } from './retention/retention-sweeper.service.js';

/** What keeps a farm from growing until it stops: rules of what expires, and the guard of its disk. */
@Global()
@Module({
  providers: [DiskGuard, RetentionRules, RetentionSweeper],
  exports: [DiskGuard, RetentionRules],
})
export class UpkeepModule {}
