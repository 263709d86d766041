import { Injectable } from '@nestjs/common';
import { Clock } from '../platform/clock.js';
import { Transactions, type Tx } from '../platform/database/transaction.js';
import { RunStepsRepository, type StepChange } from './run-steps.repository.js';
import { RunsRepository, type RunChange, type Turn } from './runs.repository.js';
import { retryWait } from './retry-wait.policy.js';
import type { StepOutcome, StepResult } from './step-runners.js';
import { nextRunStatus, nextStepStatus, type RunEvent, type StepEvent } from './workflow.state.js';
import type { LogLine, RunStep, WorkflowRun } from './workflow.types.js';

/** The run was taken over, cancelled or deleted while its engine was at it. */
export class TurnLost extends Error {}

type JobOutcome = Extract<StepOutcome, { kind: 'job' }>;
type WaitOutcome = Extract<StepOutcome, { kind: 'wait' }>;

export interface Failed {
  message: string;
  again: boolean;
  responseStatus?: number | undefined;
}

/**
 * What an engine writes. Each method is one transaction that first makes sure, under the lock of the run, that the
 * turn is still ours and the run still goes on; else `TurnLost` and nothing is written.
 */
@Injectable()
export class StepTransitions {
  constructor(
    private readonly runs: RunsRepository,
    private readonly steps: RunStepsRepository,
    private readonly transactions: Transactions,
    private readonly clock: Clock,
  ) {}

  /** A new try, or the same one again when the step was running already. Answers the step as it is now. */
  begin(turn: Turn, step: RunStep): Promise<RunStep> {
    return this.fenced(turn, step, async (run, fresh, tx) => {
      const again = fresh.status === 'running';
      const at = this.clock.date();
      const change: StepChange = {
        status: moved(fresh, 'started'),
        ...(again
          ? {}
          : {
              attempt: fresh.attempt + 1,
              jobId: null,
              memo: earlierMemo(fresh),
              error: null,
              notBefore: null,
            }),
        startedAt: fresh.startedAt ?? at,
        updatedAt: at,
      };
      const words = again ? 'goes on after an interruption' : `started (try ${fresh.attempt + 1})`;
      await this.steps.change(fresh, change, [this.line('info', words)], tx);
      await this.runs.change(run.id, { ...started(run, at), updatedAt: at }, tx);
      return { ...fresh, ...change };
    });
  }

  async remember(turn: Turn, step: RunStep, memo: RunStep['memo']): Promise<void> {
    await this.fenced(turn, step, (_run, fresh, tx) =>
      this.steps.change(fresh, { memo, updatedAt: this.clock.date() }, [], tx),
    );
  }

  async noteJob(turn: Turn, step: RunStep, outcome: JobOutcome): Promise<void> {
    const { jobId, isRendition, inputUrl, estimatedCost } = outcome;
    await this.fenced(turn, step, async (run, fresh, tx) => {
      const change: StepChange = {
        jobId,
        ...(isRendition ? { renditionId: jobId } : {}),
        ...(inputUrl === undefined ? {} : { inputUrl }),
        updatedAt: this.clock.date(),
      };
      await this.steps.change(fresh, change, [this.line('info', `waits for job ${jobId}`)], tx);
      await this.runs.addCost(run.id, 'estimated', estimatedCost, tx);
    });
  }

  async noteWait(turn: Turn, step: RunStep, { memo, note, seconds }: WaitOutcome): Promise<void> {
    await this.fenced(turn, step, (_run, fresh, tx) => {
      const lines = note === undefined ? [] : [this.line('info', note)];
      const change = { memo: { ...memo, polled: true, seconds }, updatedAt: this.clock.date() };
      return this.steps.change(fresh, change, lines, tx);
    });
  }

  /** `cost`: credits of the job that did it. */
  async complete(turn: Turn, step: RunStep, result: StepResult, cost?: number): Promise<void> {
    await this.fenced(turn, step, async (run, fresh, tx) => {
      const at = this.clock.date();
      const { variables, note, inputUrl, outputUrl, outputKey, responseStatus, metadata } = result;
      const facts: StepChange = { inputUrl, outputUrl, outputKey, responseStatus, metadata };
      const known = Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined));
      const lines = [
        ...(note === undefined ? [] : [this.line('info', note)]),
        this.line('info', 'completed'),
      ];
      const change = {
        ...known,
        status: moved(fresh, 'finished'),
        error: null,
        completedAt: at,
        updatedAt: at,
      };
      await this.steps.change(fresh, change, lines, tx);
      await this.runs.change(run.id, { variables: { ...run.variables, ...variables }, updatedAt: at }, tx);
      if (cost !== undefined) await this.runs.addCost(run.id, 'total', cost, tx);
    });
  }

  /** Puts the step off for a retry while it has any, else ends it and its run. */
  async fail(turn: Turn, step: RunStep, { message, again, responseStatus }: Failed): Promise<void> {
    await this.fenced(turn, step, async (run, fresh, tx) => {
      const at = this.clock.date();
      const facts = {
        error: message,
        updatedAt: at,
        ...(responseStatus === undefined ? {} : { responseStatus }),
      };
      if (again && fresh.retryCount < fresh.maxRetries) {
        const retryCount = fresh.retryCount + 1;
        const wait = retryWait(retryCount, Math.random());
        const notBefore = new Date(at.getTime() + wait);
        const words = `${message} Retry ${retryCount} of ${fresh.maxRetries} in ${Math.round(wait / 1000)} s.`;
        const change = { ...facts, status: moved(fresh, 'put-off'), retryCount, notBefore, jobId: null };
        await this.steps.change(fresh, change, [this.line('warn', words)], tx);
        return;
      }
      const change = { ...facts, status: moved(fresh, 'gave-up'), completedAt: at };
      await this.steps.change(fresh, change, [this.line('error', message)], tx);
      await this.endRun(run, 'gave-up', failureOf(fresh, message), tx);
    });
  }

  /** The step waits for a person. */
  async ask(turn: Turn, step: RunStep): Promise<void> {
    await this.fenced(turn, step, async (run, fresh, tx) => {
      const at = this.clock.date();
      const change = { status: moved(fresh, 'asked'), startedAt: at, updatedAt: at };
      await this.steps.change(fresh, change, [this.line('info', 'waits for a review')], tx);
      const base = started(run, at);
      const status = nextRunStatus(base.status ?? run.status, 'asked');
      if (typeof status === 'string') await this.runs.change(run.id, { ...base, status, updatedAt: at }, tx);
    });
  }

  /** All steps have ended well. */
  async finish(turn: Turn): Promise<void> {
    await this.owned(turn, (run, tx) => this.endRun(run, 'finished', null, tx));
  }

  /** A step has failed before, and the run was not told. */
  async giveUp(turn: Turn, step: RunStep): Promise<void> {
    const error = failureOf(step, step.error ?? 'It failed.');
    await this.owned(turn, (run, tx) => this.endRun(run, 'gave-up', error, tx));
  }

  private async endRun(run: WorkflowRun, event: RunEvent, error: string | null, tx: Tx): Promise<void> {
    const at = this.clock.date();
    const status = nextRunStatus(started(run, at).status ?? run.status, event);
    if (typeof status === 'string')
      await this.runs.change(
        run.id,
        { ...started(run, at), status, error, completedAt: at, updatedAt: at },
        tx,
      );
  }

  private owned<T>(turn: Turn, work: (run: WorkflowRun, tx: Tx) => Promise<T>): Promise<T> {
    return this.transactions.run(async (tx) => {
      const run = await this.runs.lock(turn.runId, tx);
      if (!run || run.turn !== turn.number || !['queued', 'running'].includes(run.status))
        throw new TurnLost(`The run ${turn.runId} is not ours any more.`);
      return work(run, tx);
    });
  }

  private fenced<T>(
    turn: Turn,
    step: RunStep,
    work: (run: WorkflowRun, fresh: RunStep, tx: Tx) => Promise<T>,
  ): Promise<T> {
    return this.owned(turn, async (run, tx) => {
      const fresh = (await this.steps.ofRun(run.id, tx)).find(({ id }) => id === step.id);
      if (fresh?.status !== step.status || fresh.attempt !== step.attempt)
        throw new TurnLost(`Step ${step.index} of run ${run.id} was changed by somebody else.`);
      return work(run, fresh, tx);
    });
  }

  private line(level: LogLine['level'], message: string): LogLine {
    return { at: this.clock.date().toISOString(), level, message };
  }
}

/** The first step of a queued run starts the run. */
function started(run: WorkflowRun, at: Date): RunChange {
  const status = nextRunStatus(run.status, 'started');
  return typeof status === 'string' ? { status, startedAt: at } : {};
}

function moved(step: RunStep, event: StepEvent): RunStep['status'] {
  const status = nextStepStatus(step.status, event);
  if (typeof status !== 'string') throw new TurnLost(`Step ${step.index} is ${step.status}: no ${event}.`);
  return status;
}

const failureOf = ({ index, type, name }: RunStep, message: string): string =>
  `Step ${index} (${name ?? type}): ${message}`;

/** What the try before this one wrote down, for runners that go on from there. */
function earlierMemo({ memo }: RunStep): RunStep['memo'] {
  const { earlier: _, ...last } = memo ?? {};
  return memo === null ? null : { earlier: last };
}
