import { Injectable } from '@nestjs/common';
import type { StepView } from './resolve-config.policy.js';
import { StepFailure } from './step-failure.js';
import type { Definition, Json, RunStep, StepType, WorkflowRun } from './workflow.types.js';

/** Everything a runner needs to know about the try that it makes. */
export interface StepCall {
  run: Pick<
    WorkflowRun,
    'id' | 'workspaceId' | 'triggeredBy' | 'keyLinked' | 'origin' | 'variables' | 'given'
  > & {
    definition: Definition;
  };
  step: RunStep;
  /** The config with its references replaced, checked. */
  config: Json;
  /** The same for every repetition of one try: the idempotency key of what the try starts. */
  key: string;
  /** The steps before this one. */
  earlier: readonly StepView[];
  /** Ends the try: the engine stops, or has lost the run. */
  signal: AbortSignal;
  /** Writes down how far the try has come, for the repetition after a crash (`step.memo`). */
  remember(memo: Json): Promise<void>;
}

/** What a look at a step that waits needs. Looks are many: nothing is read or resolved for them. */
export type StepLook = Pick<StepCall, 'run' | 'step'>;

export interface StepResult {
  inputUrl?: string;
  outputUrl?: string;
  outputKey?: string;
  responseStatus?: number;
  metadata?: Json;
  /** New values of variables. */
  variables?: Json;
  /** A line for the log. */
  note?: string;
}

export type StepOutcome =
  | ({ kind: 'done' } & StepResult)
  /** A job does the work; the engine waits for its end. */
  | { kind: 'job'; jobId: string; isRendition: boolean; inputUrl?: string; estimatedCost: number }
  /** Something else does: `poll` is asked again, after `seconds` at the latest. */
  | { kind: 'wait'; seconds: number; memo: Json; note?: string };

/**
 * The port to whoever can do a step. `start` may be called again with the same key after a crash and must then find
 * what it began instead of beginning again. Failures are thrown: StepFailure, or a FarmError with its sentence.
 */
export interface StepRunner {
  readonly type: StepType;
  start(call: StepCall): Promise<StepOutcome>;
  /** For steps that answered `wait`: undefined while it goes on. */
  poll?(call: StepLook): Promise<StepOutcome | undefined>;
}

/** Idempotency key of one try. */
export const keyOf = (step: Pick<RunStep, 'id' | 'attempt'>): string => `${step.id}:${step.attempt}`;

/** Who does which kind of step; features to the right and dialects register theirs when they start. */
@Injectable()
export class StepRunners {
  private readonly runners = new Map<StepType, StepRunner>();

  register(runner: StepRunner): void {
    this.runners.set(runner.type, runner);
  }

  find(type: StepType): StepRunner | undefined {
    return this.runners.get(type);
  }

  get(type: StepType): StepRunner {
    const runner = this.find(type);
    if (!runner) throw new StepFailure(`Steps of type ${type} are not available on this farm.`, false);
    return runner;
  }
}
