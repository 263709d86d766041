import { Injectable } from '@nestjs/common';
import { FarmError } from '@farm/shared/errors';
import { Clock } from '../platform/clock.js';
import { Transactions, type Tx } from '../platform/database/transaction.js';
import { refuseIssues } from '../platform/http/validation.pipe.js';
import { RunStepsRepository, type StepChange } from './run-steps.repository.js';
import { RunsRepository } from './runs.repository.js';
import { readEdits } from './variable-values.policy.js';
import { WorkflowEngine } from './workflow-engine.service.js';
import { noSuchRun, WorkflowRunsService } from './workflow-runs.service.js';
import { nextRunStatus, nextStepStatus, type RunEvent, type StepEvent } from './workflow.state.js';
import type { Json, LogLine, RunStep, WorkflowRun } from './workflow.types.js';

export interface Review {
  action: 'approve' | 'reject';
  variables: unknown;
}

interface Place {
  workspaceId: string;
  runId: string;
  stepId: string;
}
type Work = (run: WorkflowRun, step: RunStep, tx: Tx) => Promise<void>;

/** What a person does to one step of a run: try it again, leave it out, review it. Each is one transaction. */
@Injectable()
export class RunInterventions {
  constructor(
    private readonly runs: RunsRepository,
    private readonly steps: RunStepsRepository,
    private readonly service: WorkflowRunsService,
    private readonly engine: WorkflowEngine,
    private readonly transactions: Transactions,
    private readonly clock: Clock,
  ) {}

  /** A failed step of a failed run is tried again, with all its retries, and the run goes on behind it. */
  async retryStep(place: Place): Promise<void> {
    await this.locked(place, async (run, step, tx) => {
      if (run.status !== 'failed')
        throw new FarmError(
          'bad-request',
          `${named(step)} is in a run that is ${run.status}; only a step that made its run fail can be retried.`,
        );
      await this.move(
        step,
        'revived',
        { retryCount: 0, notBefore: null, completedAt: null },
        'retried by hand',
        tx,
      );
      await this.goOn(run, 'revived', tx);
    });
    this.engine.wake();
  }

  /** Leaves out a step that failed, waits for review or has not begun. */
  async skipStep(place: Place): Promise<void> {
    await this.locked(place, async (run, step, tx) => {
      if (run.status === 'completed' || run.status === 'cancelled')
        throw new FarmError('bad-request', `The run is ${run.status}; none of its steps can be skipped.`);
      await this.move(step, 'skipped', { completedAt: this.clock.date() }, 'skipped by hand', tx);
      if (step.status === 'waiting') await this.goOn(run, 'answered', tx);
      else if (step.status === 'failed') await this.goOn(run, 'revived', tx);
      else await this.runs.poke(run.id, this.clock.date(), tx);
    });
    this.engine.wake();
  }

  /** Approve goes on, with edits of the variables that the step lists; reject cancels the run. */
  async review(place: Place, { action, variables }: Review): Promise<void> {
    await this.locked(place, async (run, step, tx) => {
      if (step.status !== 'waiting' || run.status !== 'waiting_review')
        throw new FarmError('conflict', `${named(step)} is ${step.status} and waits for no review.`, {
          details: { status: step.status },
        });
      if (action === 'reject') return this.reject(run, step, tx);
      const editable = Array.isArray(step.config.editableVariables) ? step.config.editableVariables : [];
      const { edits, issues } = readEdits(run.definition, editable.map(String), variables);
      refuseIssues(issues);
      const change = { completedAt: this.clock.date(), metadata: { action, edited: Object.keys(edits) } };
      await this.move(step, 'finished', change, 'approved', tx);
      await this.runs.change(run.id, { variables: edited(run.variables, edits) }, tx);
      await this.goOn(run, 'answered', tx);
    });
    if (action === 'reject') await this.service.clear(place.runId);
    this.engine.wake();
  }

  private async reject(run: WorkflowRun, step: RunStep, tx: Tx): Promise<void> {
    const change = {
      completedAt: this.clock.date(),
      error: 'Rejected by the reviewer.',
      metadata: { action: 'reject' },
    };
    await this.move(step, 'rejected', change, 'rejected', tx);
    await this.service.cancelIn(run.id, tx);
  }

  private async move(
    step: RunStep,
    event: StepEvent,
    change: StepChange,
    words: string,
    tx: Tx,
  ): Promise<void> {
    const status = nextStepStatus(step.status, event);
    if (typeof status !== 'string')
      throw new FarmError(
        'bad-request',
        `${named(step)} is ${step.status} and cannot be ${VERBS[event] ?? event}.`,
        {
          details: { status: step.status },
        },
      );
    const at = this.clock.date();
    const line: LogLine = { at: at.toISOString(), level: 'info', message: words };
    await this.steps.change(step, { ...change, status, updatedAt: at }, [line], tx);
  }

  private async goOn(run: WorkflowRun, event: RunEvent, tx: Tx): Promise<void> {
    const status = nextRunStatus(run.status, event);
    if (typeof status !== 'string') return;
    const at = this.clock.date();
    await this.runs.change(run.id, { status, error: null, completedAt: null, updatedAt: at }, tx);
    await this.runs.poke(run.id, at, tx);
  }

  private locked({ workspaceId, runId, stepId }: Place, work: Work): Promise<void> {
    return this.transactions.run(async (tx) => {
      const run = await this.runs.lock(runId, tx);
      if (run?.workspaceId !== workspaceId) throw noSuchRun(runId);
      const step = (await this.steps.ofRun(runId, tx)).find(({ id }) => id === stepId);
      if (!step) throw new FarmError('not-found', `There is no step ${stepId} in run ${runId}.`);
      return work(run, step, tx);
    });
  }
}

const VERBS: Partial<Record<StepEvent, string>> = {
  revived: 'retried',
  skipped: 'skipped',
  rejected: 'rejected',
};

const named = (step: RunStep): string => `Step ${step.index} (${step.name ?? step.type})`;

/** null takes the value away. */
const edited = (variables: Json, edits: Json): Json =>
  Object.fromEntries(Object.entries({ ...variables, ...edits }).filter(([, value]) => value !== null));
