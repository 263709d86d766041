import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AuthModule } from '../auth/auth.module.js';
import { AssetsModule } from '../assets/assets.module.js';
import { PricingModule } from '../pricing/pricing.module.js';
import { DestinationsModule } from '../destinations/destinations.module.js';
import { StorageModule } from '../storage/storage.module.js';
import { IdempotencyKeyEntity } from './idempotency-key.entity.js';
import { IdempotencyKeysRepository } from './idempotency-keys.repository.js';
import { JobAccounts } from './job-accounts.service.js';
import { OverviewRepository } from './overview/overview.repository.js';
import { OverviewService } from './overview/overview.service.js';
import { InspectionsService } from './inspections.service.js';
import { JobEntity } from './job.entity.js';
import { JobFiles } from './job-files.service.js';
import { JobGlances } from './job-glances.service.js';
import { JobHistoryRepository } from './job-history.repository.js';
import { JobHistoryService } from './job-history.service.js';
import { JobWatch } from './job-watch.service.js';
import { AttemptLogEntity } from './logs/attempt-log.entity.js';
import { AttemptLogsRepository } from './logs/attempt-logs.repository.js';
import { AttemptLogsService } from './logs/attempt-logs.service.js';
import { LogsRule } from './logs/logs.rule.js';
import { LogWatch } from './logs/log-watch.service.js';
import { JobsRepository } from './jobs.repository.js';
import { JobsService } from './jobs.service.js';
import { DeadLettersRepository } from './dead-letters/dead-letters.repository.js';
import { DeadLettersService } from './dead-letters/dead-letters.service.js';
import { OutputDeliveriesService } from './deliveries/output-deliveries.service.js';
import { Fleet } from './fleet.port.js';
import { PieceCache } from './pieces/piece-cache.service.js';
import { PieceEntity } from './pieces/piece.entity.js';
import { PieceComposer } from './pieces/piece-composer.service.js';
import { PiecesRepository } from './pieces/pieces.repository.js';
import { StrandedPieces } from './pieces/stranded-pieces.service.js';
import { PiecesService } from './pieces/pieces.service.js';
import { FinishedFiles } from './deliveries/finished-files.service.js';
import { OutputRetries } from './deliveries/output-retries.service.js';
import { AttemptEntity } from './orders/attempt.entity.js';
import { JobAdvance } from './orders/job-advance.js';
import { AttemptEndings } from './orders/attempt-endings.js';
import { AttemptFilesService } from './orders/attempt-files.service.js';
import { AttemptsRepository } from './orders/attempts.repository.js';
import { AttemptMeters } from './orders/attempt-meters.js';
import { AttemptsService } from './orders/attempts.service.js';
import { DispatcherService } from './orders/dispatcher.service.js';
import { LeaseSweeperService } from './orders/lease-sweeper.service.js';
import { HeldRepository } from './orders/held.repository.js';
import { LeasesRepository } from './orders/leases.repository.js';
import { OrderComposer } from './orders/order-composer.service.js';
import { QueueFactsRepository } from './orders/queue-facts.repository.js';
import { QueueService } from './orders/queue.service.js';
import { ResultJudge } from './orders/result-judge.service.js';
import { AttemptsRule } from './retention/attempts.rule.js';
import { ExpiryService } from './retention/expiry.service.js';
import { IdempotencyKeysRule } from './retention/idempotency-keys.rule.js';
import { InspectionsRule } from './retention/inspections.rule.js';
import { JobsRule } from './retention/jobs.rule.js';
import { OutputsRule } from './retention/outputs.rule.js';
import { JobRetentionRepository } from './retention/retention.repository.js';
import { SubmissionWriter } from './submission-writer.service.js';
import { SubmittedJobs } from './submitted-jobs.service.js';
import { WorkOrderEntity } from './orders/work-order.entity.js';
import { WorkOrdersRepository } from './orders/work-orders.repository.js';
import { WorkspaceRemoval } from './workspace-removal.service.js';

@Module({
  imports: [
    TypeOrmModule.forFeature([
      JobEntity,
      WorkOrderEntity,
      AttemptEntity,
      AttemptLogEntity,
      IdempotencyKeyEntity,
      PieceEntity,
    ]),
    AuthModule,
    AssetsModule,
    PricingModule,
    DestinationsModule,
    StorageModule,
  ],
  providers: [
    JobsRepository,
    JobHistoryRepository,
    JobHistoryService,
    JobFiles,
    JobAccounts,
    JobWatch,
    JobGlances,
    AttemptLogsRepository,
    AttemptLogsService,
    LogWatch,
    IdempotencyKeysRepository,
    WorkOrdersRepository,
    AttemptsRepository,
    LeasesRepository,
    HeldRepository,
    QueueFactsRepository,
    QueueService,
    JobsService,
    SubmissionWriter,
    SubmittedJobs,
    DispatcherService,
    AttemptEndings,
    JobAdvance,
    AttemptMeters,
    AttemptsService,
    AttemptFilesService,
    ResultJudge,
    FinishedFiles,
    OutputDeliveriesService,
    OutputRetries,
    OrderComposer,
    PieceComposer,
    PiecesRepository,
    PiecesService,
    PieceCache,
    StrandedPieces,
    Fleet,
    LeaseSweeperService,
    WorkspaceRemoval,
    InspectionsService,
    JobRetentionRepository,
    ExpiryService,
    OutputsRule,
    JobsRule,
    LogsRule,
    InspectionsRule,
    AttemptsRule,
    IdempotencyKeysRule,
    DeadLettersRepository,
    DeadLettersService,
    OverviewRepository,
    OverviewService,
  ],
  exports: [
    Fleet,
    PieceCache,
    OverviewService,
    JobsService,
    DeadLettersService,
    QueueService,
    JobHistoryService,
    OutputDeliveriesService,
    JobWatch,
    AttemptLogsService,
    LogWatch,
    SubmittedJobs,
    JobGlances,
    DispatcherService,
    AttemptsService,
    AttemptFilesService,
    OrderComposer,
    LeaseSweeperService,
  ],
})
export class JobsModule {}
