import { Injectable } from '@nestjs/common';
import { JobsService } from '../jobs/index.js';
import type { StepView } from './resolve-config.policy.js';
import type { RunStep, WorkflowRun } from './workflow.types.js';

/** Steps with addresses that work now: the files of jobs have no lasting URL, each reader gets a fresh one. */
@Injectable()
export class StepViews {
  constructor(private readonly jobs: JobsService) {}

  of(run: Pick<WorkflowRun, 'workspaceId' | 'origin'>, steps: readonly RunStep[]): Promise<StepView[]> {
    return Promise.all(steps.map(async (step) => ({ ...step, outputUrl: await this.outputUrl(run, step) })));
  }

  async outputUrl(
    { workspaceId, origin }: Pick<WorkflowRun, 'workspaceId' | 'origin'>,
    step: RunStep,
  ): Promise<string | null> {
    if (step.outputUrl !== null || step.status !== 'completed' || step.jobId === null) return step.outputUrl;
    const job = await this.jobs.get(workspaceId, step.jobId);
    if (job?.state !== 'completed' || !job.outputs || job.expiredAt) return null;
    return (await this.jobs.grantFile(job, 'master', { origin, inline: true })).url;
  }
}
