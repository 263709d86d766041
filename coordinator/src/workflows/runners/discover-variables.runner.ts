import { Injectable, type OnModuleInit } from '@nestjs/common';
import { isObject } from '@farm/shared/lang';
import { discover } from '../discover.policy.js';
import { StepFailure } from '../step-failure.js';
import { StepRunners, type StepCall, type StepOutcome, type StepRunner } from '../step-runners.js';

/** Fills variables that nobody gave from what a crawl_url step found. */
@Injectable()
export class DiscoverVariablesRunner implements StepRunner, OnModuleInit {
  readonly type = 'discover_variables';

  constructor(private readonly runners: StepRunners) {}

  onModuleInit(): void {
    this.runners.register(this);
  }

  start({ run, config, earlier }: StepCall): Promise<StepOutcome> {
    const from = config.from;
    const crawled = earlier.findLast(
      ({ type, index, status }) =>
        type === 'crawl_url' && status === 'completed' && (typeof from !== 'number' || index === from),
    );
    const facts = crawled?.metadata;
    if (!isObject(facts)) throw new StepFailure('No page was read before this step.', false);
    const { found, missing } = discover(run.definition, run.given, facts, config);
    const names = Object.keys(found);
    return Promise.resolve({
      kind: 'done',
      variables: found,
      metadata: { discovered: found, missing },
      note: names.length > 0 ? `discovered ${names.join(', ')}` : 'discovered nothing',
    });
  }
}
