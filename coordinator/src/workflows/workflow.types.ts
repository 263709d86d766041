import type { RunStatus, StepStatus } from './workflow.state.js';

export const VARIABLE_TYPES = ['string', 'number', 'boolean', 'asset_url', 'url', 'text'] as const;
export type VariableType = (typeof VARIABLE_TYPES)[number];

export const STEP_TYPES = [
  'upload_asset',
  'crawl_url',
  'discover_variables',
  'render_template',
  'render_videojson',
  'apply_tool',
  'review',
  'send_to_destination',
] as const;
export type StepType = (typeof STEP_TYPES)[number];

/** JSON object of a customer. */
export type Json = Record<string, unknown>;

export interface WorkflowVariable {
  type: VariableType;
  label: string;
  required?: boolean;
  default?: unknown;
  placeholder?: string;
}

export interface WorkflowStep {
  type: StepType;
  name?: string;
  /** 0..10; 0 when absent. */
  maxRetries?: number;
  config: Json;
}

/** What a customer writes: variables, and the steps that use them, one after the other. */
export interface Definition {
  version: 1;
  variables: Record<string, WorkflowVariable>;
  steps: WorkflowStep[];
}

export interface Workflow {
  id: string;
  workspaceId: string;
  /** The person, or the workspace's first owner for an API key. */
  createdBy: string;
  name: string;
  description: string | null;
  definition: Definition;
  isActive: boolean;
  sourcePresetId: string | null;
  createdAt: Date;
  updatedAt: Date;
}

export interface WorkflowRun {
  id: string;
  workflowId: string;
  workspaceId: string;
  triggeredBy: string | null;
  /** False: started with an API key that is linked to no workspace; such a run delivers nothing (T24). */
  keyLinked: boolean;
  /** `api`, or `retry` for the repetition of an earlier run. */
  trigger: string;
  status: RunStatus;
  /** The definition as it was at the start: later edits of the workflow do not change a run. */
  definition: Definition;
  /** What the caller gave; `variables` is that with defaults, discoveries and the edits of reviewers. */
  given: Json;
  variables: Json;
  /** Credits of the jobs that were started; null before the first. */
  estimatedCost: number | null;
  /** Credits of the jobs that were completed; null before the first. */
  totalCost: number | null;
  error: string | null;
  /** Origin the caller reached us by, for absolute URLs. */
  origin: string;
  /** When an engine should look next; null: not before something happens. */
  dueAt: Date | null;
  /** An engine is at it until then. */
  heldUntil: Date | null;
  /** Fencing number: one more for each engine that takes the run. */
  turn: number;
  startedAt: Date | null;
  completedAt: Date | null;
  createdAt: Date;
  updatedAt: Date;
}

export interface LogLine {
  at: string;
  level: 'info' | 'warn' | 'error';
  message: string;
}

export interface RunStep {
  id: string;
  runId: string;
  workspaceId: string;
  index: number;
  type: StepType;
  name: string | null;
  config: Json;
  status: StepStatus;
  /** Tries so far; with the step's id the idempotency key of what a try starts. */
  attempt: number;
  /** A retry is not started before this moment. */
  notBefore: Date | null;
  /** The job of the running or last try. */
  jobId: string | null;
  /** What a runner wrote down in the middle of a try, to go on after a crash. */
  memo: Json | null;
  inputUrl: string | null;
  /** A lasting address; the files of jobs get a fresh one for each reader instead. */
  outputUrl: string | null;
  outputKey: string | null;
  renditionId: string | null;
  error: string | null;
  responseStatus: number | null;
  metadata: Json | null;
  retryCount: number;
  maxRetries: number;
  logs: LogLine[];
  startedAt: Date | null;
  completedAt: Date | null;
  createdAt: Date;
  updatedAt: Date;
}

/** A page of a list, and how many there are in all. */
export interface Page<T> {
  rows: T[];
  total: number;
}

export interface PageWish {
  page: number;
  limit: number;
}
