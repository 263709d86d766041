import { Injectable } from '@nestjs/common';
import { FarmError } from '@farm/shared/errors';
import { isFinalJobState, JobsService } from '../jobs/index.js';
import { RunsRepository } from './runs.repository.js';
import { StepJobs } from './step-jobs.service.js';
import { keyOf } from './step-runners.js';
import type { RunStep, WorkflowRun } from './workflow.types.js';

type Owner = Pick<WorkflowRun, 'id' | 'workspaceId'>;

/** Ends the jobs of runs that were cancelled. Repeating it does no harm. */
@Injectable()
export class RunClearing {
  constructor(
    private readonly runs: RunsRepository,
    private readonly stepJobs: StepJobs,
    private readonly jobs: JobsService,
  ) {}

  /** Every job of the steps, also one whose id a crash kept from being written down. */
  async endJobs(run: Owner, steps: readonly RunStep[]): Promise<void> {
    for (const step of steps.filter(({ status, attempt }) => attempt > 0 && status === 'failed')) {
      const jobId = step.jobId ?? (await this.lostJob(step));
      if (jobId) await this.endJob(run.workspaceId, jobId);
    }
  }

  /** For a job whose step could not be told: the run may go on in other hands, then the job is theirs. */
  async endUnlessWanted(run: Owner, jobId: string): Promise<void> {
    const now = await this.runs.byId(run.id);
    if (!now || now.status === 'cancelled') await this.endJob(run.workspaceId, jobId);
  }

  private lostJob(step: RunStep): Promise<string | undefined> {
    return this.stepJobs.begun(step.workspaceId, keyOf(step));
  }

  private async endJob(workspaceId: string, jobId: string): Promise<void> {
    const job = await this.jobs.get(workspaceId, jobId);
    if (!job || isFinalJobState(job.state)) return;
    await this.jobs.cancel(workspaceId, jobId).catch((error: unknown) => {
      // It ended by itself a moment ago.
      if (!(error instanceof FarmError && ['conflict', 'not-found'].includes(error.code))) throw error;
    });
  }
}
