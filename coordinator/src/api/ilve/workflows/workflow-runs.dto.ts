import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn } from 'class-validator';
import { PageFactsDto } from '../../edge/paging.dto.js';
import { WorkflowReplyDto } from './workflows.dto.js';

const RUN = '018f6b1e-7c00-7000-8000-000000000008';
const STEP = '018f6b1e-7c00-7000-8000-000000000009';
const WORKFLOW = '018f6b1e-7c00-7000-8000-000000000007';
const WORKSPACE = '018f6b1e-7c00-7000-8000-000000000001';
const PERSON = '018f6b1e-7c00-7000-8000-000000000002';
const TIME = '2026-06-26T00:00:00.000Z';

export class RunWorkflowDto {
  @ApiPropertyOptional({
    type: 'object',
    additionalProperties: true,
    description: 'Values of the workflow’s variables. Names that it does not have are left out.',
    example: { title: 'Summer sale' },
  })
  variables?: object | null;
}

export class ReviewDto {
  @ApiProperty({ enum: ['approve', 'reject'], example: 'approve' })
  @IsIn(['approve', 'reject'], { message: 'action must be approve or reject' })
  action!: 'approve' | 'reject';

  @ApiPropertyOptional({
    type: 'object',
    additionalProperties: true,
    description: 'Edits; only of the step’s editableVariables. null takes a value away.',
    example: { title: 'Winter sale' },
  })
  variables?: object | null;
}

export class WorkflowRunDto {
  @ApiProperty({ type: String, format: 'uuid', example: RUN }) id!: string;
  @ApiProperty({ type: String, format: 'uuid', example: WORKFLOW }) workflowId!: string;
  @ApiProperty({ type: String, format: 'uuid', example: WORKSPACE }) workspaceId!: string;
  @ApiProperty({
    type: String,
    format: 'uuid',
    nullable: true,
    description: 'null: an API key.',
    example: PERSON,
  })
  triggeredBy!: string | null;

  @ApiProperty({ type: String, description: 'api, or retry.', example: 'api' }) trigger!: string;
  @ApiProperty({
    enum: ['queued', 'running', 'waiting_review', 'completed', 'failed', 'cancelled'],
    example: 'queued',
  })
  status!: string;

  @ApiProperty({
    type: 'object',
    additionalProperties: true,
    description: 'As given, with defaults, discoveries and edits.',
    example: { title: 'Summer sale' },
  })
  variables!: object;

  @ApiProperty({
    type: Number,
    nullable: true,
    description: 'Credits of the jobs started so far.',
    example: null,
  })
  estimatedCost!: number | null;

  @ApiProperty({
    type: Number,
    nullable: true,
    description: 'Credits of the jobs completed so far.',
    example: null,
  })
  totalCost!: number | null;

  @ApiProperty({ type: String, nullable: true, example: null }) error!: string | null;
  @ApiProperty({ type: String, format: 'date-time', nullable: true, example: null }) startedAt!:
    string | null;
  @ApiProperty({ type: String, format: 'date-time', nullable: true, example: null }) completedAt!:
    string | null;
  @ApiProperty({ type: String, format: 'date-time', example: TIME }) createdAt!: string;
  @ApiProperty({ type: String, format: 'date-time', example: TIME }) updatedAt!: string;
}

export class WorkflowLogLineDto {
  @ApiProperty({ type: String, format: 'date-time', example: TIME }) at!: string;
  @ApiProperty({ enum: ['info', 'warn', 'error'], example: 'info' }) level!: string;
  @ApiProperty({ type: String, example: 'started (try 1)' }) message!: string;
}

export class WorkflowRunStepDto {
  @ApiProperty({ type: String, format: 'uuid', example: STEP }) id!: string;
  @ApiProperty({ type: String, format: 'uuid', example: RUN }) workflowRunId!: string;
  @ApiProperty({ type: 'integer', example: 0 }) stepIndex!: number;
  @ApiProperty({ type: String, example: 'render_template' }) stepType!: string;
  @ApiProperty({ type: String, nullable: true, example: 'Render' }) name!: string | null;
  @ApiProperty({ type: 'object', additionalProperties: true, nullable: true, example: {} })
  config!: object | null;

  @ApiProperty({
    enum: ['pending', 'running', 'waiting', 'completed', 'failed', 'skipped'],
    example: 'completed',
  })
  status!: string;

  @ApiProperty({ type: String, nullable: true, example: null }) inputUrl!: string | null;
  @ApiProperty({
    type: String,
    nullable: true,
    description: 'A fresh signed URL for the files of jobs.',
    example: null,
  })
  outputUrl!: string | null;

  @ApiProperty({ type: String, nullable: true, example: null }) outputKey!: string | null;
  @ApiProperty({ type: String, nullable: true, description: 'The render, for render steps.', example: null })
  renditionId!: string | null;

  @ApiProperty({ type: String, nullable: true, example: null }) error!: string | null;
  @ApiProperty({
    type: 'integer',
    nullable: true,
    description: 'HTTP status of what was fetched.',
    example: null,
  })
  responseStatus!: number | null;

  @ApiProperty({ type: 'object', additionalProperties: true, nullable: true, example: null })
  metadata!: object | null;

  @ApiProperty({ type: 'integer', example: 0 }) retryCount!: number;
  @ApiProperty({ type: 'integer', example: 2 }) maxRetries!: number;
  @ApiProperty({ type: [WorkflowLogLineDto] }) logs!: WorkflowLogLineDto[];
  @ApiProperty({ type: String, format: 'date-time', nullable: true, example: null }) startedAt!:
    string | null;
  @ApiProperty({ type: String, format: 'date-time', nullable: true, example: null }) completedAt!:
    string | null;
  @ApiProperty({ type: String, format: 'date-time', example: TIME }) createdAt!: string;
  @ApiProperty({ type: String, format: 'date-time', example: TIME }) updatedAt!: string;
}

export class WorkflowRunReplyDto {
  @ApiProperty({ type: WorkflowRunDto }) run!: WorkflowRunDto;
}

export class WorkflowRunListDto extends PageFactsDto {
  @ApiProperty({ type: [WorkflowRunDto] }) runs!: WorkflowRunDto[];
}

export class WorkflowRunDetailsDto extends WorkflowRunReplyDto {
  @ApiProperty({ type: [WorkflowRunStepDto] }) steps!: WorkflowRunStepDto[];
}

export class WorkflowDetailsDto extends WorkflowReplyDto {
  @ApiProperty({ type: [WorkflowRunDto], description: 'The ten newest.' }) recentRuns!: WorkflowRunDto[];
}
