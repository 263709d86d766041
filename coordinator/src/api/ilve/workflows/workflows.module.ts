import { Module } from '@nestjs/common';
import { WorkflowsModule } from '../../../workflows/workflows.module.js';
import { RenderModule } from '../render/render.module.js';
import { RenderVideoJsonRunner } from './render-videojson.runner.js';
import { WorkflowRunsController } from './workflow-runs.controller.js';
import { WorkflowsController } from './workflows.controller.js';

/** /v1/workflows of the native dialect, and the runners of the steps that speak its words. */
@Module({
  imports: [WorkflowsModule, RenderModule],
  controllers: [WorkflowRunsController, WorkflowsController],
  providers: [RenderVideoJsonRunner],
})
export class IlveWorkflowsModule {}
