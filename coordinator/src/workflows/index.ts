export { configSchema } from './config-schema.policy.js';
export { readDefinition } from './definition.policy.js';
export { PRESET_CATEGORIES, PRESETS, type WorkflowPreset } from './presets/index.js';
export type { StepView } from './resolve-config.policy.js';
export { RunInterventions, type Review } from './run-interventions.service.js';
export { makesJob } from './step-config.policy.js';
export { StepFailure } from './step-failure.js';
export { claimOf, StepJobs, waitsFor } from './step-jobs.service.js';
export { stepPrincipal } from './step-principal.policy.js';
export { StepRunners, type StepCall, type StepOutcome, type StepRunner } from './step-runners.js';
export { STEP_TYPE_FACTS, type StepTypeFacts } from './step-types.js';
export { StepViews } from './step-views.service.js';
export { WorkflowRunsService } from './workflow-runs.service.js';
export { RUN_STATUSES, STEP_STATUSES } from './workflow.state.js';
export { STEP_TYPES } from './workflow.types.js';
export type {
  Definition,
  Json,
  LogLine,
  RunStep,
  StepType,
  Workflow,
  WorkflowRun,
} from './workflow.types.js';
export { WorkflowsModule } from './workflows.module.js';
export { WorkflowsService, type NewWorkflow, type WorkflowEdit } from './workflows.service.js';
