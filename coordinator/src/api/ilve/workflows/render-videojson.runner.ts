import { Injectable, type OnModuleInit } from '@nestjs/common';
import {
  StepJobs,
  stepPrincipal,
  StepRunners,
  waitsFor,
  type StepCall,
  type StepOutcome,
  type StepRunner,
} from '../../../workflows/index.js';
import { RenderDocuments } from '../render/render-documents.service.js';

/** Renders a scene, as POST /v1/render would. */
@Injectable()
export class RenderVideoJsonRunner implements StepRunner, OnModuleInit {
  readonly type = 'render_videojson';

  constructor(
    private readonly runners: StepRunners,
    private readonly stepJobs: StepJobs,
    private readonly documents: RenderDocuments,
  ) {}

  onModuleInit(): void {
    this.runners.register(this);
  }

  async start(call: StepCall): Promise<StepOutcome> {
    const { run, config } = call;
    const body = { videoJSON: config.videoJSON };
    const { document, scene, warnings, targets } = await this.documents.check(
      stepPrincipal(run),
      body,
      run.origin,
    );
    const job = await this.stepJobs.submit(call, {
      work: { kind: 'render', scene },
      document,
      warnings,
      targets,
      name: scene.name,
      dialect: 'ilve',
    });
    return waitsFor(job);
  }
}
