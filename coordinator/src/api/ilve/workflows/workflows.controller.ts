import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put, Query } from '@nestjs/common';
import {
  ApiAcceptedResponse,
  ApiCreatedResponse,
  ApiExtraModels,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiTags,
} from '@nestjs/swagger';
import { FarmError } from '@farm/shared/errors';
import { CurrentPrincipal, type Principal } from '../../../auth/index.js';
import { IdParam } from '../../../platform/http/id-param.js';
import { Origin } from '../../../platform/http/origin.js';
import { issuesError } from '../../../platform/http/validation.pipe.js';
import { PRESETS, STEP_TYPE_FACTS, WorkflowRunsService, WorkflowsService } from '../../../workflows/index.js';
import { pageFacts, readPaging } from '../../edge/paging.js';
import { Problems } from '../../edge/problem-docs.js';
import { KeyOrBearer } from '../ilve.credentials.js';
import { toNewWorkflow, toWorkflowEdit } from './workflow-edit.policy.js';
import {
  RunWorkflowDto,
  WorkflowDetailsDto,
  WorkflowRunListDto,
  WorkflowRunReplyDto,
} from './workflow-runs.dto.js';
import { runToReply, stepTypeToReply, workflowToReply } from './workflow-to-reply.js';
import {
  CreateWorkflowDto,
  PresetListDto,
  PresetReplyDto,
  StepTypesDto,
  UpdateWorkflowDto,
  WorkflowListDto,
  WorkflowListQueryDto,
  WorkflowReplyDto,
  WorkflowSuccessDto,
  WorkflowVariableDto,
} from './workflows.dto.js';

const RECENT = { page: 1, limit: 10 };
const Id = () => ApiParam({ name: 'id', type: String, format: 'uuid' });

/** /v1/workflows: what there is, and starting it. Runs are in workflow-runs.controller.ts. */
@ApiTags('Workflows')
@ApiExtraModels(WorkflowVariableDto)
@KeyOrBearer()
@Controller('v1/workflows')
export class WorkflowsController {
  constructor(
    private readonly workflows: WorkflowsService,
    private readonly runs: WorkflowRunsService,
  ) {}

  @Get('step-types')
  @ApiOperation({ summary: 'List the kinds of steps' })
  @ApiOkResponse({ type: StepTypesDto })
  @Problems(401)
  listWorkflowStepTypes(): StepTypesDto {
    return { stepTypes: STEP_TYPE_FACTS.map(stepTypeToReply) };
  }

  @Get('presets')
  @ApiOperation({ summary: 'List ready-made workflows' })
  @ApiOkResponse({ type: PresetListDto })
  @Problems(401)
  listWorkflowPresets(): PresetListDto {
    return { presets: [...PRESETS] };
  }

  @Get('presets/:id')
  @ApiParam({ name: 'id', type: String })
  @ApiOperation({ summary: 'Read one ready-made workflow' })
  @ApiOkResponse({ type: PresetReplyDto })
  @Problems(401, 404)
  getWorkflowPreset(@Param('id') id: string): PresetReplyDto {
    const preset = PRESETS.find((one) => one.id === id);
    if (!preset)
      throw new FarmError('not-found', 'There is no such preset; GET /v1/workflows/presets lists them.');
    return { preset };
  }

  @Get()
  @ApiOperation({ summary: 'List the workflows of the workspace' })
  @ApiOkResponse({ type: WorkflowListDto })
  @Problems(401)
  async listWorkflows(
    @CurrentPrincipal() principal: Principal,
    @Query() query: WorkflowListQueryDto,
  ): Promise<WorkflowListDto> {
    const paging = readPaging(query);
    const { rows, total } = await this.workflows.list(principal.workspaceId, paging);
    return { workflows: rows.map(workflowToReply), ...pageFacts(total, paging) };
  }

  @Post()
  @HttpCode(201)
  @ApiOperation({ summary: 'Create a workflow' })
  @ApiCreatedResponse({ type: WorkflowReplyDto })
  @Problems(400, 401)
  async createWorkflow(
    @CurrentPrincipal() principal: Principal,
    @Body() body: CreateWorkflowDto,
  ): Promise<WorkflowReplyDto> {
    const { wanted, issues } = toNewWorkflow(body);
    if (issues) throw issuesError(issues);
    return { workflow: workflowToReply(await this.workflows.create(principal, wanted)) };
  }

  @Get(':id')
  @Id()
  @ApiOperation({ summary: 'Read a workflow and its newest runs' })
  @ApiOkResponse({ type: WorkflowDetailsDto })
  @Problems(401, 404)
  async getWorkflow(
    @CurrentPrincipal() { workspaceId }: Principal,
    @IdParam('id') id: string,
  ): Promise<WorkflowDetailsDto> {
    const workflow = await this.workflows.require(workspaceId, id);
    const { rows } = await this.runs.list(workspaceId, id, RECENT);
    return { workflow: workflowToReply(workflow), recentRuns: rows.map(runToReply) };
  }

  @Put(':id')
  @Id()
  @ApiOperation({ summary: 'Change a workflow' })
  @ApiOkResponse({ type: WorkflowReplyDto })
  @Problems(400, 401, 404)
  async updateWorkflow(
    @CurrentPrincipal() { workspaceId }: Principal,
    @IdParam('id') id: string,
    @Body() body: UpdateWorkflowDto,
  ): Promise<WorkflowReplyDto> {
    await this.workflows.require(workspaceId, id);
    const { wanted, issues } = toWorkflowEdit(body);
    if (issues) throw issuesError(issues);
    return { workflow: workflowToReply(await this.workflows.change(workspaceId, id, wanted)) };
  }

  @Delete(':id')
  @Id()
  @ApiOperation({ summary: 'Delete a workflow and its runs' })
  @ApiOkResponse({ type: WorkflowSuccessDto })
  @Problems(401, 404)
  async deleteWorkflow(
    @CurrentPrincipal() { workspaceId }: Principal,
    @IdParam('id') id: string,
  ): Promise<WorkflowSuccessDto> {
    await this.workflows.remove(workspaceId, id);
    return { success: true };
  }

  @Post(':id/run')
  @HttpCode(202)
  @Id()
  @ApiOperation({ summary: 'Start a run' })
  @ApiAcceptedResponse({ type: WorkflowRunReplyDto })
  @Problems(400, 401, 404)
  async runWorkflow(
    @CurrentPrincipal() principal: Principal,
    @IdParam('id') id: string,
    @Body() body: RunWorkflowDto | undefined,
    @Origin() origin: string,
  ): Promise<WorkflowRunReplyDto> {
    const workflow = await this.workflows.require(principal.workspaceId, id);
    const run = await this.runs.start(principal, workflow, { given: body?.variables, origin });
    return { run: runToReply(run) };
  }

  @Get(':id/runs')
  @Id()
  @ApiOperation({ summary: 'List the runs of a workflow' })
  @ApiOkResponse({ type: WorkflowRunListDto })
  @Problems(401, 404)
  async listWorkflowRuns(
    @CurrentPrincipal() { workspaceId }: Principal,
    @IdParam('id') id: string,
    @Query() query: WorkflowListQueryDto,
  ): Promise<WorkflowRunListDto> {
    await this.workflows.require(workspaceId, id);
    const paging = readPaging(query);
    const { rows, total } = await this.runs.list(workspaceId, id, paging);
    return { runs: rows.map(runToReply), ...pageFacts(total, paging) };
  }
}
