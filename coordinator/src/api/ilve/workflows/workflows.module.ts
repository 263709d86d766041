import { Module } from '@nestjs/common';
import { TemplatesModule } from '../../../templates/templates.module.js';
import { ToolsModule } from '../../../tools/tools.module.js';
import { WorkflowsModule } from '../../../workflows/workflows.module.js';
import { RenderModule } from '../render/render.module.js';
import { ApplyToolRunner } from './apply-tool.runner.js';
import { RenderTemplateRunner } from './render-template.runner.js';
import { RenderVideoJsonRunner } from './render-videojson.runner.js';
import { WorkflowRunsController } from './workflow-runs.controller.js';
import { WorkflowsController } from './workflows.controller.js';

/** /v1/workflows of the native dialect, and the runners of the steps that speak its words. */
@Module({
  imports: [WorkflowsModule, TemplatesModule, ToolsModule, RenderModule],
  controllers: [WorkflowRunsController, WorkflowsController],
  providers: [RenderTemplateRunner, RenderVideoJsonRunner, ApplyToolRunner],
})
export class IlveWorkflowsModule {}
