import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AssetsModule } from '../assets/assets.module.js';
import { AuthModule } from '../auth/auth.module.js';
import { DestinationsModule } from '../destinations/destinations.module.js';
import { JobsModule } from '../jobs/jobs.module.js';
import { FileFetcher } from '../platform/outbound/file-fetcher.js';
import { StorageModule } from '../storage/storage.module.js';
import { RunClearing } from './run-clearing.service.js';
import { RunInterventions } from './run-interventions.service.js';
import { RunStepEntity } from './run-step.entity.js';
import { RunStepsRepository } from './run-steps.repository.js';
import { RunTurns } from './run-turn.service.js';
import { CrawlUrlRunner } from './runners/crawl-url.runner.js';
import { DiscoverVariablesRunner } from './runners/discover-variables.runner.js';
import { DeliverFileRunner } from './runners/deliver-file.runner.js';
import { UploadAssetRunner } from './runners/upload-asset.runner.js';
import { RunsRepository } from './runs.repository.js';
import { StepJobs } from './step-jobs.service.js';
import { StepRunners } from './step-runners.js';
import { StepTransitions } from './step-transitions.service.js';
import { StepViews } from './step-views.service.js';
import { WorkflowEngine } from './workflow-engine.service.js';
import { WorkflowRunEntity } from './workflow-run.entity.js';
import { WorkflowRunsService } from './workflow-runs.service.js';
import { WorkflowEntity } from './workflow.entity.js';
import { WorkflowsRepository } from './workflows.repository.js';
import { WorkflowsService } from './workflows.service.js';

@Module({
  imports: [
    TypeOrmModule.forFeature([WorkflowEntity, WorkflowRunEntity, RunStepEntity]),
    AuthModule,
    StorageModule,
    DestinationsModule,
    AssetsModule,
    JobsModule,
  ],
  providers: [
    WorkflowsRepository,
    RunsRepository,
    RunStepsRepository,
    FileFetcher,
    StepRunners,
    StepJobs,
    StepTransitions,
    StepViews,
    RunClearing,
    RunTurns,
    WorkflowEngine,
    WorkflowRunsService,
    RunInterventions,
    WorkflowsService,
    UploadAssetRunner,
    CrawlUrlRunner,
    DiscoverVariablesRunner,
    DeliverFileRunner,
  ],
  exports: [WorkflowsService, WorkflowRunsService, RunInterventions, StepRunners, StepJobs, StepViews],
})
export class WorkflowsModule {}
