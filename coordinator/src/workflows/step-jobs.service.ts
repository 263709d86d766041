import { Injectable } from '@nestjs/common';
import {
  JobsService,
  SubmittedJobs,
  type IdempotencyClaim,
  type Job,
  type Submission,
} from '../jobs/index.js';
import type { StepCall, StepOutcome } from './step-runners.js';

const ROUTE = 'workflow step';

/** Submits the jobs of steps: one job for one try, however often the try is repeated after crashes. */
@Injectable()
export class StepJobs {
  constructor(
    private readonly jobs: JobsService,
    private readonly submitted: SubmittedJobs,
  ) {}

  async submit({ run, key }: StepCall, submission: Omit<Submission, 'origin' | 'idempotency'>): Promise<Job> {
    const submitter = { workspaceId: run.workspaceId, memberId: run.triggeredBy };
    const claim = claimOf(key);
    const { job } = await this.jobs.submit(submitter, {
      ...submission,
      origin: run.origin,
      idempotency: claim,
    });
    return job;
  }

  /** The job that this try has begun already. */
  begun(workspaceId: string, key: string): Promise<string | undefined> {
    return this.submitted.find(workspaceId, claimOf(key));
  }
}

/** The key alone says what it stands for: repeated tries may hold other signed URLs in the same document. */
export const claimOf = (key: string): IdempotencyClaim => ({ key, route: ROUTE, bodyHash: key });

export const waitsFor = (job: Job, inputUrl?: string): StepOutcome => ({
  kind: 'job',
  jobId: job.id,
  isRendition: job.kind === 'render',
  estimatedCost: job.cost,
  ...(inputUrl === undefined ? {} : { inputUrl }),
});
