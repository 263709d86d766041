import { Injectable } from '@nestjs/common';
import { FarmError } from '@farm/shared/errors';
import { isFinalJobState, JobsService, type Job } from '../jobs/index.js';
import { Clock } from '../platform/clock.js';
import { InjectLogger, type Logger } from '../platform/logger.js';
import { nextMove } from './next-steps.policy.js';
import { resolveConfig } from './resolve-config.policy.js';
import { resolvedIssues } from './step-config.policy.js';
import { RunClearing } from './run-clearing.service.js';
import { RunStepsRepository } from './run-steps.repository.js';
import { RunsRepository, type Turn } from './runs.repository.js';
import { StepFailure } from './step-failure.js';
import { StepJobs, waitsFor } from './step-jobs.service.js';
import { keyOf, StepRunners, type StepCall, type StepOutcome } from './step-runners.js';
import { StepTransitions, TurnLost, type Failed } from './step-transitions.service.js';
import { StepViews } from './step-views.service.js';
import type { RunStep, WorkflowRun } from './workflow.types.js';

/** The end of a job wakes its run; this is for an event that got lost. */
const LOOK_AGAIN_MS = 30_000;

/** Plays one run until it rests: all its moves are decided by `nextMove` and written by StepTransitions. */
@Injectable()
export class RunTurns {
  constructor(
    private readonly runs: RunsRepository,
    private readonly steps: RunStepsRepository,
    private readonly transitions: StepTransitions,
    private readonly runners: StepRunners,
    private readonly stepJobs: StepJobs,
    private readonly views: StepViews,
    private readonly clearing: RunClearing,
    private readonly jobs: JobsService,
    private readonly clock: Clock,
    @InjectLogger() private readonly logger: Logger,
  ) {}

  /** Answers when to look at the run next; undefined: when something happens. */
  async play(turn: Turn, signal: AbortSignal): Promise<Date | undefined> {
    for (;;) {
      if (signal.aborted) return this.clock.date();
      const run = await this.runs.byId(turn.runId);
      if (run?.turn !== turn.number) return undefined;
      const rest = await this.move(turn, run, signal).catch((error: unknown) => {
        if (error instanceof TurnLost) return this.afterLoss(turn, error);
        throw error;
      });
      if (rest) return rest.until;
    }
  }

  /** One move; undefined: look for the next at once. */
  private async move(
    turn: Turn,
    run: WorkflowRun,
    signal: AbortSignal,
  ): Promise<{ until: Date | undefined } | undefined> {
    const steps = await this.steps.ofRun(run.id);
    const move = nextMove(run.status, steps, this.clock.date());
    switch (move.do) {
      case 'rest':
        return move;
      case 'clear-away':
        await this.clearing.endJobs(run, steps);
        return { until: undefined };
      case 'finish':
        await this.transitions.finish(turn);
        return undefined;
      case 'give-up':
        await this.transitions.giveUp(turn, move.step);
        return undefined;
      case 'ask':
        await this.transitions.ask(turn, move.step);
        return undefined;
      case 'start':
        await this.start(turn, run, steps, move.step, signal);
        return undefined;
      default:
        return this.look(turn, run, move.step, signal);
    }
  }

  private async start(
    turn: Turn,
    run: WorkflowRun,
    steps: RunStep[],
    pending: RunStep,
    signal: AbortSignal,
  ): Promise<void> {
    const step = await this.transitions.begin(turn, pending);
    let outcome: StepOutcome;
    try {
      const runner = this.runners.get(step.type);
      const begun = pending.status === 'running' ? await this.begun(step) : undefined;
      outcome = begun ?? (await runner.start(await this.call(turn, run, steps, step, signal)));
    } catch (error) {
      return this.failed(turn, step, error, signal);
    }
    await this.note(turn, run, step, outcome);
  }

  /** The job that this try submitted before it was cut off. */
  private async begun(step: RunStep): Promise<StepOutcome | undefined> {
    const jobId = await this.stepJobs.begun(step.workspaceId, keyOf(step));
    const job = jobId === undefined ? undefined : await this.jobs.byId(jobId);
    return job && waitsFor(job);
  }

  private async note(turn: Turn, run: WorkflowRun, step: RunStep, outcome: StepOutcome): Promise<void> {
    if (outcome.kind === 'done') return this.transitions.complete(turn, step, outcome);
    if (outcome.kind === 'wait') return this.transitions.noteWait(turn, step, outcome);
    try {
      await this.transitions.noteJob(turn, step, outcome);
    } catch (error) {
      // Cancelled or deleted while the job was being submitted: nobody else knows of it.
      if (error instanceof TurnLost) await this.clearing.endUnlessWanted(run, outcome.jobId);
      throw error;
    }
  }

  /** Whether the job or delivery of a running step has ended. */
  private async look(
    turn: Turn,
    run: WorkflowRun,
    step: RunStep,
    signal: AbortSignal,
  ): Promise<{ until: Date | undefined } | undefined> {
    if (step.jobId === null || step.memo?.polled === true) return this.poll(turn, run, step, signal);
    const job = await this.jobs.byId(step.jobId);
    if (job && !isFinalJobState(job.state)) return { until: this.later(LOOK_AGAIN_MS) };
    if (job?.state === 'completed') {
      const outputKey = job.outputs?.master.key;
      const result = { metadata: factsOf(job), ...(outputKey === undefined ? {} : { outputKey }) };
      await this.transitions.complete(turn, step, result, job.cost);
    } else await this.transitions.fail(turn, step, jobFailure(job));
    return undefined;
  }

  private async poll(
    turn: Turn,
    run: WorkflowRun,
    step: RunStep,
    signal: AbortSignal,
  ): Promise<{ until: Date | undefined } | undefined> {
    let outcome: StepOutcome | undefined;
    try {
      outcome = await this.runners.get(step.type).poll?.({ run, step });
    } catch (error) {
      await this.failed(turn, step, error, signal);
      return undefined;
    }
    if (outcome?.kind === 'done') {
      await this.transitions.complete(turn, step, outcome);
      return undefined;
    }
    const { seconds } = step.memo ?? {};
    return { until: this.later(typeof seconds === 'number' ? seconds * 1000 : LOOK_AGAIN_MS) };
  }

  private async call(
    turn: Turn,
    run: WorkflowRun,
    steps: RunStep[],
    step: RunStep,
    signal: AbortSignal,
  ): Promise<StepCall> {
    const earlier = await this.views.of(run, steps.slice(0, step.index));
    const { config, issues } = resolveConfig(step.config, { variables: run.variables, earlier });
    const [first] = [...issues, ...resolvedIssues(run.definition, step.index, config)];
    if (first) throw new StepFailure(`${first.message}.`, false);
    const remember: StepCall['remember'] = (memo) => this.transitions.remember(turn, step, memo);
    return { run, step, config, key: keyOf(step), earlier, signal, remember };
  }

  private async failed(turn: Turn, step: RunStep, error: unknown, signal: AbortSignal): Promise<void> {
    if (error instanceof TurnLost) throw error;
    // We are stopping: the try is not over, another engine goes on with it.
    if (signal.aborted) throw new TurnLost('interrupted');
    const facts = failureFacts(error);
    if (facts.message === UNEXPECTED)
      this.logger.error({ err: error, stepId: step.id, runId: turn.runId }, 'a workflow step broke');
    await this.transitions.fail(turn, step, facts);
  }

  private afterLoss(turn: Turn, error: TurnLost): { until: Date | undefined } {
    this.logger.debug({ runId: turn.runId, reason: error.message }, 'a turn of a workflow run ended early');
    // Due at once: whoever has it next sees what changed. Without our turn number the release does nothing.
    return { until: this.clock.date() };
  }

  private later(ms: number): Date {
    return new Date(this.clock.now() + ms);
  }
}

const UNEXPECTED = 'Something went wrong on our side.';

function failureFacts(error: unknown): Failed {
  if (error instanceof StepFailure) {
    const { message, again, responseStatus } = error;
    return { message, again, responseStatus };
  }
  if (error instanceof FarmError)
    return { message: error.message, again: error.fault !== 'user' || error.status === 429 };
  return { message: UNEXPECTED, again: true };
}

function jobFailure(job: Job | undefined): Failed {
  if (!job) return { message: 'Its job was deleted.', again: false };
  if (job.state === 'cancelled') return { message: `Its job ${job.id} was cancelled.`, again: false };
  return { message: job.error ?? `Its job ${job.id} failed.`, again: true };
}

function factsOf(job: Job): Record<string, unknown> {
  const facts = job.outputs?.facts;
  return {
    jobId: job.id,
    cost: job.cost,
    ...(job.outputs
      ? { sizeBytes: job.outputs.master.sizeBytes, contentType: job.outputs.master.contentType }
      : {}),
    ...(facts ? { duration: facts.duration, width: facts.width, height: facts.height } : {}),
  };
}
