import { Injectable } from '@nestjs/common';
import { FarmError } from '@farm/shared/errors';
import type { Principal } from '../auth/index.js';
import { Clock } from '../platform/clock.js';
import { isUuid, newId } from '../platform/crypto/ids.js';
import { Transactions, type Tx } from '../platform/database/transaction.js';
import { refuseIssues } from '../platform/http/validation.pipe.js';
import { RunClearing } from './run-clearing.service.js';
import { RunStepsRepository, type StepChange } from './run-steps.repository.js';
import { RunsRepository } from './runs.repository.js';
import { missingVariables, readGiven, withDefaults } from './variable-values.policy.js';
import { WorkflowEngine } from './workflow-engine.service.js';
import { isEndedRun, nextRunStatus, nextStepStatus } from './workflow.state.js';
import type { LogLine, Page, PageWish, RunStep, Workflow, WorkflowRun } from './workflow.types.js';

export interface RunStart {
  given: unknown;
  origin: string;
}

/** Runs as customers handle them: start, look, cancel, repeat. What happens in between is the engine's. */
@Injectable()
export class WorkflowRunsService {
  constructor(
    private readonly runs: RunsRepository,
    private readonly steps: RunStepsRepository,
    private readonly clearing: RunClearing,
    private readonly engine: WorkflowEngine,
    private readonly transactions: Transactions,
    private readonly clock: Clock,
  ) {}

  /** Refuses values of the wrong type and missing ones in one 400; the run and its steps are written together. */
  async start(principal: Principal, workflow: Workflow, { given, origin }: RunStart): Promise<WorkflowRun> {
    if (!workflow.isActive)
      throw new FarmError(
        'bad-request',
        `The workflow ${workflow.id} is not active; set isActive to true first.`,
      );
    return this.begin(principal, workflow.id, workflow.definition, { given, origin, trigger: 'api' });
  }

  /** A new run of the same definition with the values that the first one was given. */
  async repeat(principal: Principal, runId: string, origin: string): Promise<WorkflowRun> {
    const { workflowId, definition, given } = await this.require(principal.workspaceId, runId);
    return this.begin(principal, workflowId, definition, { given, origin, trigger: 'retry' });
  }

  list(workspaceId: string, workflowId: string, wish: PageWish): Promise<Page<WorkflowRun>> {
    return this.runs.page(workspaceId, workflowId, wish);
  }

  /** The run, or a 404 error. */
  async require(workspaceId: string, id: string): Promise<WorkflowRun> {
    const run = isUuid(id) ? await this.runs.get(workspaceId, id) : undefined;
    if (!run) throw noSuchRun(id);
    return run;
  }

  stepsOf(run: WorkflowRun): Promise<RunStep[]> {
    return this.steps.ofRun(run.id);
  }

  /** Nothing more is started from here on; jobs under way are cancelled too. */
  async cancel(workspaceId: string, id: string): Promise<void> {
    await this.require(workspaceId, id);
    await this.transactions.run((tx) => this.cancelIn(id, tx));
    await this.clear(id);
  }

  /** Before a workflow is deleted. */
  async cancelAllOf(workspaceId: string, workflowId: string): Promise<void> {
    for (const id of await this.runs.idsOf(workflowId)) {
      const run = await this.require(workspaceId, id);
      if (!isEndedRun(run.status)) await this.cancel(workspaceId, id).catch(ignoreConflict);
    }
  }

  /** Ends a run under its lock; the engine then ends the jobs, whatever dies meanwhile. Also for a rejected review. */
  async cancelIn(id: string, tx: Tx): Promise<void> {
    const run = await this.runs.lock(id, tx);
    const status = run && nextRunStatus(run.status, 'cancelled');
    if (!run || typeof status !== 'string')
      throw new FarmError(
        'conflict',
        `Run ${id} is already ${run?.status ?? 'gone'} and cannot be cancelled.`,
        {
          details: { status: run?.status },
        },
      );
    const at = this.clock.date();
    for (const step of await this.steps.ofRun(id, tx)) await this.cancelStep(step, at, tx);
    await this.runs.change(id, { status, completedAt: at, updatedAt: at }, tx);
    await this.runs.poke(id, at, tx);
  }

  /** The jobs of a cancelled run, now and not when the engine comes by; what fails here is left to it. */
  async clear(id: string): Promise<void> {
    const run = await this.runs.byId(id);
    if (run) await this.clearing.endJobs(run, await this.steps.ofRun(id)).catch(() => undefined);
    this.engine.wake();
  }

  private async cancelStep(step: RunStep, at: Date, tx: Tx): Promise<void> {
    const status = nextStepStatus(step.status, 'cancelled');
    if (typeof status !== 'string') return;
    const change: StepChange = { status, completedAt: at, updatedAt: at };
    if (status === 'failed') change.error = 'The run was cancelled.';
    const line: LogLine = { at: at.toISOString(), level: 'warn', message: 'the run was cancelled' };
    await this.steps.change(step, change, [line], tx);
  }

  private async begin(
    principal: Principal,
    workflowId: string,
    definition: Workflow['definition'],
    { given, origin, trigger }: RunStart & { trigger: string },
  ): Promise<WorkflowRun> {
    const read = readGiven(definition, given);
    const variables = withDefaults(definition, read.given);
    refuseIssues([
      ...read.issues,
      ...(read.issues.length === 0 ? missingVariables(definition, variables) : []),
    ]);
    const run = this.newRun(principal, {
      workflowId,
      definition,
      given: read.given,
      variables,
      origin,
      trigger,
    });
    const steps = definition.steps.map((_, index) => newStep(run, index));
    await this.transactions.run(async (tx) => {
      await this.runs.insert(run, tx);
      await this.steps.insert(steps, tx);
    });
    this.engine.wake();
    return run;
  }

  private newRun(
    principal: Principal,
    facts: Pick<WorkflowRun, 'workflowId' | 'definition' | 'given' | 'variables' | 'origin' | 'trigger'>,
  ): WorkflowRun {
    const now = this.clock.date();
    return {
      ...facts,
      id: newId(),
      workspaceId: principal.workspaceId,
      triggeredBy: principal.memberId,
      keyLinked: principal.keyLinked,
      status: 'queued',
      estimatedCost: null,
      totalCost: null,
      error: null,
      dueAt: now,
      heldUntil: null,
      turn: 0,
      startedAt: null,
      completedAt: null,
      createdAt: now,
      updatedAt: now,
    };
  }
}

function newStep(run: WorkflowRun, index: number): RunStep {
  const step = run.definition.steps[index];
  if (!step) throw new Error(`no step ${index}`);
  return {
    id: newId(),
    runId: run.id,
    workspaceId: run.workspaceId,
    index,
    type: step.type,
    name: step.name ?? null,
    config: step.config,
    status: 'pending',
    attempt: 0,
    notBefore: null,
    jobId: null,
    memo: null,
    inputUrl: null,
    outputUrl: null,
    outputKey: null,
    renditionId: null,
    error: null,
    responseStatus: null,
    metadata: null,
    retryCount: 0,
    maxRetries: step.maxRetries ?? 0,
    logs: [],
    startedAt: null,
    completedAt: null,
    createdAt: run.createdAt,
    updatedAt: run.createdAt,
  };
}

export const noSuchRun = (id: string): FarmError =>
  new FarmError('not-found', `There is no workflow run ${id} in this workspace.`);

const ignoreConflict = (error: unknown): void => {
  if (!(error instanceof FarmError && error.code === 'conflict')) throw error;
};
