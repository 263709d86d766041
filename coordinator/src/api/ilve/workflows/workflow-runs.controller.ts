import { Body, Controller, Get, HttpCode, Post } from '@nestjs/common';
import { ApiAcceptedResponse, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { CurrentPrincipal, type Principal } from '../../../auth/index.js';
import { IdParam } from '../../../platform/http/id-param.js';
import { Origin } from '../../../platform/http/origin.js';
import { RunInterventions, StepViews, WorkflowRunsService } from '../../../workflows/index.js';
import { Problems } from '../../edge/problem-docs.js';
import { KeyOrBearer } from '../ilve.credentials.js';
import { ReviewDto, WorkflowRunDetailsDto, WorkflowRunReplyDto } from './workflow-runs.dto.js';
import { runToReply, stepToReply } from './workflow-to-reply.js';
import { WorkflowSuccessDto } from './workflows.dto.js';

const RunId = () => ApiParam({ name: 'runId', type: String, format: 'uuid' });
const StepId = () => ApiParam({ name: 'stepId', type: String, format: 'uuid' });

/** /v1/workflows/runs: watch a run, cancel or repeat it, and what a person does to one of its steps. */
@ApiTags('Workflows')
@KeyOrBearer()
@Controller('v1/workflows/runs')
export class WorkflowRunsController {
  constructor(
    private readonly runs: WorkflowRunsService,
    private readonly interventions: RunInterventions,
    private readonly views: StepViews,
  ) {}

  @Get(':runId')
  @RunId()
  @ApiOperation({ summary: 'Read a run and its steps' })
  @ApiOkResponse({ type: WorkflowRunDetailsDto })
  @Problems(401, 404)
  async getWorkflowRun(
    @CurrentPrincipal() { workspaceId }: Principal,
    @IdParam('runId') runId: string,
    @Origin() origin: string,
  ): Promise<WorkflowRunDetailsDto> {
    const run = await this.runs.require(workspaceId, runId);
    const steps = await this.runs.stepsOf(run);
    const views = await this.views.of({ workspaceId, origin }, steps);
    return {
      run: runToReply(run),
      steps: steps.map((step, i) => stepToReply(step, views[i]?.outputUrl ?? null)),
    };
  }

  @Post(':runId/cancel')
  @HttpCode(200)
  @RunId()
  @ApiOperation({ summary: 'Cancel a run and the job it waits for' })
  @ApiOkResponse({ type: WorkflowSuccessDto })
  @Problems(401, 404, 409)
  async cancelWorkflowRun(
    @CurrentPrincipal() { workspaceId }: Principal,
    @IdParam('runId') runId: string,
  ): Promise<WorkflowSuccessDto> {
    await this.runs.cancel(workspaceId, runId);
    return { success: true };
  }

  @Post(':runId/retry')
  @HttpCode(202)
  @RunId()
  @ApiOperation({ summary: 'Start a new run like this one' })
  @ApiAcceptedResponse({ type: WorkflowRunReplyDto })
  @Problems(401, 404)
  async retryWorkflowRun(
    @CurrentPrincipal() principal: Principal,
    @IdParam('runId') runId: string,
    @Origin() origin: string,
  ): Promise<WorkflowRunReplyDto> {
    return { run: runToReply(await this.runs.repeat(principal, runId, origin)) };
  }

  @Post(':runId/steps/:stepId/retry')
  @HttpCode(200)
  @RunId()
  @StepId()
  @ApiOperation({ summary: 'Try a failed step again and go on' })
  @ApiOkResponse({ type: WorkflowSuccessDto })
  @Problems(400, 401, 404)
  async retryWorkflowStep(
    @CurrentPrincipal() { workspaceId }: Principal,
    @IdParam('runId') runId: string,
    @IdParam('stepId') stepId: string,
  ): Promise<WorkflowSuccessDto> {
    await this.interventions.retryStep({ workspaceId, runId, stepId });
    return { success: true };
  }

  @Post(':runId/steps/:stepId/skip')
  @HttpCode(200)
  @RunId()
  @StepId()
  @ApiOperation({ summary: 'Leave a step out and go on' })
  @ApiOkResponse({ type: WorkflowSuccessDto })
  @Problems(400, 401, 404)
  async skipWorkflowStep(
    @CurrentPrincipal() { workspaceId }: Principal,
    @IdParam('runId') runId: string,
    @IdParam('stepId') stepId: string,
  ): Promise<WorkflowSuccessDto> {
    await this.interventions.skipStep({ workspaceId, runId, stepId });
    return { success: true };
  }

  @Post(':runId/steps/:stepId/review')
  @HttpCode(200)
  @RunId()
  @StepId()
  @ApiOperation({ summary: 'Approve or reject a waiting review' })
  @ApiOkResponse({ type: WorkflowSuccessDto })
  @Problems(400, 401, 404, 409)
  async reviewWorkflowStep(
    @CurrentPrincipal() { workspaceId }: Principal,
    @IdParam('runId') runId: string,
    @IdParam('stepId') stepId: string,
    @Body() body: ReviewDto,
  ): Promise<WorkflowSuccessDto> {
    const { action, variables } = body;
    await this.interventions.review({ workspaceId, runId, stepId }, { action, variables });
    return { success: true };
  }
}
