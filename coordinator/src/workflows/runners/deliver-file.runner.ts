import { Injectable, type OnModuleInit } from '@nestjs/common';
import { isObject } from '@farm/shared/lang';
import {
  DestinationsService,
  IntegrationsService,
  OutputsService,
  type Output,
  type Target,
} from '../../destinations/index.js';
import { OutputDeliveriesService } from '../../jobs/index.js';
import { makesJob } from '../step-config.policy.js';
import { StepFailure } from '../step-failure.js';
import {
  StepRunners,
  type StepCall,
  type StepLook,
  type StepOutcome,
  type StepRunner,
} from '../step-runners.js';

/** A delivery tells nobody here that it has ended; this often it is looked at. */
const LOOK_SECONDS = 2;

/** Delivers the file of an earlier render or tool to an integration, and waits until it is there. */
@Injectable()
export class DeliverFileRunner implements StepRunner, OnModuleInit {
  readonly type = 'send_to_destination';

  constructor(
    private readonly runners: StepRunners,
    private readonly destinations: DestinationsService,
    private readonly integrations: IntegrationsService,
    private readonly deliveries: OutputDeliveriesService,
    private readonly outputs: OutputsService,
  ) {}

  onModuleInit(): void {
    this.runners.register(this);
  }

  /** A retry sends the same output again instead of making a second copy. */
  async start(call: StepCall): Promise<StepOutcome> {
    const { run, step } = call;
    const jobId = jobOf(call);
    const target = await this.target(call);
    const output =
      (await this.again(run.workspaceId, jobId, step.memo?.earlier)) ??
      (await this.send(call, jobId, target));
    return {
      kind: 'wait',
      seconds: LOOK_SECONDS,
      memo: { jobId, outputId: output.id },
      note: `delivers job ${jobId} to ${output.provider}`,
    };
  }

  async poll({ run, step }: StepLook): Promise<StepOutcome | undefined> {
    const output = await this.find(run.workspaceId, step.memo);
    if (!output) throw new StepFailure('The output was deleted while it was delivered.', false);
    if (output.status === 'pending') return undefined;
    if (output.status === 'failed')
      throw new StepFailure(output.error ?? 'The file could not be delivered.', true);
    return done(output);
  }

  private async find(workspaceId: string, memo: unknown): Promise<Output | undefined> {
    const { jobId, outputId } = isObject(memo) ? memo : {};
    if (typeof jobId !== 'string' || typeof outputId !== 'string') return undefined;
    return (await this.outputs.ofJob(workspaceId, jobId)).find(({ id }) => id === outputId);
  }

  /** The output of the try before this one, pending once more; the farm itself may have begun that meanwhile. */
  private async again(workspaceId: string, jobId: string, earlier: unknown): Promise<Output | undefined> {
    const output = await this.find(workspaceId, earlier);
    if (output?.status !== 'failed') return output;
    return this.deliveries.retry(workspaceId, jobId, output.id);
  }

  /** What is there before is written down first: a repetition after a crash knows its own output by that. */
  private async send(call: StepCall, jobId: string, target: Target): Promise<Output> {
    const { workspaceId } = call.run;
    const there = await this.outputs.ofJob(workspaceId, jobId);
    const known = call.step.memo?.before;
    if (Array.isArray(known)) {
      const mine = there.find(
        ({ id, integrationId }) => !known.includes(id) && integrationId === target.integrationId,
      );
      if (mine) return mine;
    } else await call.remember({ ...call.step.memo, before: there.map(({ id }) => id) });
    return this.deliveries.send(workspaceId, jobId, target);
  }

  private async target({ run, config }: StepCall): Promise<Target> {
    const integrationId = String(config.integrationId);
    const [found] = await this.integrations.byIds(run.workspaceId, [integrationId.toLowerCase()]);
    const resolved = await this.destinations.resolve(
      run.workspaceId,
      [
        {
          path: 'config',
          integrationId,
          provider: typeof config.provider === 'string' ? config.provider : (found?.provider ?? ''),
          ...(typeof config.pathPrefix === 'string' ? { pathPrefix: config.pathPrefix } : {}),
        },
      ],
      { keyLinked: run.keyLinked },
    );
    const target = resolved.ok ? resolved.targets[0] : undefined;
    if (target) return target;
    const issue = resolved.ok ? undefined : resolved.issues[0];
    throw new StepFailure(issue?.message ?? 'There is no such integration.', false);
  }
}

function jobOf({ config, earlier }: StepCall): string {
  const wanted = typeof config.input === 'number' ? config.input : undefined;
  const step = earlier.findLast(
    ({ type, index, status }) =>
      makesJob(type) && (wanted === undefined ? status === 'completed' : index === wanted),
  );
  if (step?.status !== 'completed' || step.jobId === null)
    throw new StepFailure('There is no file to deliver: the render or tool step before was skipped.', false);
  return step.jobId;
}

function done(output: Output): StepOutcome {
  const { id, provider, integrationId, outputUrl, outputKey, outputSizeBytes } = output;
  return {
    kind: 'done',
    ...(outputUrl === null ? {} : { outputUrl }),
    ...(outputKey === null ? {} : { outputKey }),
    metadata: { outputId: id, provider, integrationId, sizeBytes: outputSizeBytes },
    note: `delivered ${outputKey ?? ''}`.trim(),
  };
}
