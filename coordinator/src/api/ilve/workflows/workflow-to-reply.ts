import {
  configSchema,
  type RunStep,
  type StepTypeFacts,
  type Workflow,
  type WorkflowRun,
} from '../../../workflows/index.js';
import type { WorkflowRunDto, WorkflowRunStepDto } from './workflow-runs.dto.js';
import type { StepTypeDto, WorkflowDto } from './workflows.dto.js';

export function stepTypeToReply(facts: StepTypeFacts): StepTypeDto {
  const { type, label, description } = facts;
  return { type, label, description, configSchema: configSchema(facts) };
}

export function workflowToReply(workflow: Workflow): WorkflowDto {
  return {
    id: workflow.id,
    workspaceId: workflow.workspaceId,
    createdBy: workflow.createdBy,
    name: workflow.name,
    description: workflow.description,
    definition: workflow.definition,
    isActive: workflow.isActive,
    sourcePresetId: workflow.sourcePresetId,
    createdAt: workflow.createdAt.toISOString(),
    updatedAt: workflow.updatedAt.toISOString(),
  };
}

export function runToReply(run: WorkflowRun): WorkflowRunDto {
  return {
    id: run.id,
    workflowId: run.workflowId,
    workspaceId: run.workspaceId,
    triggeredBy: run.triggeredBy,
    trigger: run.trigger,
    status: run.status,
    variables: run.variables,
    estimatedCost: run.estimatedCost,
    totalCost: run.totalCost,
    error: run.error,
    startedAt: timeOrNull(run.startedAt),
    completedAt: timeOrNull(run.completedAt),
    createdAt: run.createdAt.toISOString(),
    updatedAt: run.updatedAt.toISOString(),
  };
}

/** `outputUrl` is made fresh for each reader; see StepViews. Times and ids as strict clients need them. */
export function stepToReply(step: RunStep, outputUrl: string | null): WorkflowRunStepDto {
  return {
    id: step.id,
    workflowRunId: step.runId,
    stepIndex: step.index,
    stepType: step.type,
    name: step.name,
    config: step.config,
    status: step.status,
    inputUrl: step.inputUrl,
    outputUrl,
    outputKey: step.outputKey,
    renditionId: step.renditionId,
    error: step.error,
    responseStatus: step.responseStatus,
    metadata: step.metadata,
    retryCount: step.retryCount,
    maxRetries: step.maxRetries,
    logs: step.logs,
    startedAt: timeOrNull(step.startedAt),
    completedAt: timeOrNull(step.completedAt),
    createdAt: step.createdAt.toISOString(),
    updatedAt: step.updatedAt.toISOString(),
  };
}

const timeOrNull = (time: Date | null): string | null => time?.toISOString() ?? null;
