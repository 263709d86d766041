export { JobsService } from './jobs.service.js';
export { JobsModule } from './jobs.module.js';
export { hashBody } from './idempotency.js';
export { JOB_STATES, isFinalJobState, type JobState } from './job.state.js';
export type {
  Attempt,
  Cancelled,
  FileLink,
  IdempotencyClaim,
  Job,
  JobListing,
  JobOutputs,
  OutputFile,
  Submission,
  Submitted,
  Submitter,
  WorkOrder,
} from './job.types.js';
