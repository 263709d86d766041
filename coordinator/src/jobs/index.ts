export { JobsService } from './jobs.service.js';
export { JobsModule } from './jobs.module.js';
export { JobHistoryService } from './job-history.service.js';
export {
  JOB_SORTS,
  type EngineSeconds,
  type JobCounts,
  type JobQuery,
  type JobSort,
} from './job-history.types.js';
export type { DeadLetter } from './dead-letters/dead-letter.types.js';
export { DeadLettersService } from './dead-letters/dead-letters.service.js';
export { OutputDeliveriesService } from './deliveries/output-deliveries.service.js';
export { Fleet, type FleetFacts } from './fleet.port.js';
export { PieceCache } from './pieces/piece-cache.service.js';
export type { PieceFacts } from './pieces/pieces.repository.js';
export { OverviewService } from './overview/overview.service.js';
export type {
  AttemptGlance,
  JobGlance,
  OrderGlance,
  QueueCount,
  WorkOf,
  WorkOverview,
} from './overview/overview.types.js';
export { JobGlances } from './job-glances.service.js';
export { JobWatch, type Watcher } from './job-watch.service.js';
export { AttemptLogsService } from './logs/attempt-logs.service.js';
export { LogWatch } from './logs/log-watch.service.js';
export type { LoggedAttempt, LogEntry, LogPart } from './logs/log.types.js';
export { hashBody } from './idempotency.js';
export { JOB_STATES, isFinalJobState, type JobState } from './job.state.js';
export type {
  Attempt,
  Cancelled,
  FileLink,
  IdempotencyClaim,
  Job,
  JobListing,
  JobKind,
  JobOutputs,
  JobWork,
  Lane,
  DirectPlan,
  OutputFile,
  OutputRole,
  Submission,
  Submitted,
  Submitter,
  WorkOrder,
} from './job.types.js';
export { AttemptFilesService } from './orders/attempt-files.service.js';
export type { AttemptBeat } from './orders/attempts.repository.js';
export { AttemptsService, attemptRef, type OfferRefusal } from './orders/attempts.service.js';
export { DispatcherService, type BatchOutcome, type Lease } from './orders/dispatcher.service.js';
export { LeaseSweeperService } from './orders/lease-sweeper.service.js';
export { webhookUrlIssues } from './webhook-url.policy.js';
export type { BatchWish } from './orders/leases.repository.js';
export { covers, fits, laneOf, usableRoom, type Room } from './orders/matching.policy.js';
export { QueueService } from './orders/queue.service.js';
export { OrderComposer, SourceGone } from './orders/order-composer.service.js';
export { SubmittedJobs } from './submitted-jobs.service.js';
