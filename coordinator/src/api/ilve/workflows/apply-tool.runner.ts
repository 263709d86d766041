import { Injectable, type OnModuleInit } from '@nestjs/common';
import { ToolsService } from '../../../tools/index.js';
import {
  claimOf,
  StepFailure,
  stepPrincipal,
  StepRunners,
  waitsFor,
  type StepCall,
  type StepOutcome,
  type StepRunner,
} from '../../../workflows/index.js';

/** Runs a tool on a URL or on the file of an earlier step, as POST /v1/tools/{id}/jobs would. */
@Injectable()
export class ApplyToolRunner implements StepRunner, OnModuleInit {
  readonly type = 'apply_tool';

  constructor(
    private readonly runners: StepRunners,
    private readonly tools: ToolsService,
  ) {}

  onModuleInit(): void {
    this.runners.register(this);
  }

  async start(call: StepCall): Promise<StepOutcome> {
    const { run, config, key } = call;
    const inputUrl = inputOf(call);
    const body = { inputUrl, config: config.config ?? {} };
    const options = { origin: run.origin, claim: claimOf(key) };
    const { job } = await this.tools.submit(stepPrincipal(run), String(config.toolId), body, options);
    return waitsFor(job, inputUrl);
  }
}

/** A URL, the file of a step by its index, or that of the nearest step before. */
function inputOf({ config, earlier }: StepCall): string {
  const { input } = config;
  if (typeof input === 'string' && !/^\d+$/.test(input)) return input;
  const index = input === undefined || input === null ? undefined : Number(input);
  const step = earlier.findLast((one) =>
    index === undefined ? one.outputUrl !== null && one.type !== 'crawl_url' : one.index === index,
  );
  if (step?.outputUrl) return step.outputUrl;
  throw new StepFailure('There is no file to work on: the step before was skipped or has made none.', false);
}
