import { Injectable, type OnModuleInit } from '@nestjs/common';
import { TemplatesService, type Template } from '../../../templates/index.js';
import {
  StepJobs,
  stepPrincipal,
  StepRunners,
  waitsFor,
  type Json,
  type StepCall,
  type StepOutcome,
  type StepRunner,
} from '../../../workflows/index.js';
import { RenderDocuments } from '../render/render-documents.service.js';

/** Renders a template, as POST /v1/templates/{id}/render would. */
@Injectable()
export class RenderTemplateRunner implements StepRunner, OnModuleInit {
  readonly type = 'render_template';

  constructor(
    private readonly runners: StepRunners,
    private readonly stepJobs: StepJobs,
    private readonly templates: TemplatesService,
    private readonly documents: RenderDocuments,
  ) {}

  onModuleInit(): void {
    this.runners.register(this);
  }

  async start(call: StepCall): Promise<StepOutcome> {
    const { run, config } = call;
    const template = await this.templates.require(run.workspaceId, String(config.templateId));
    const compiled = this.templates.compile(template, config.variables ?? namesakes(template, run.variables));
    const body = { videoJSON: compiled.document };
    const checked = await this.documents.check(stepPrincipal(run), body, run.origin);
    const { document, scene, warnings, targets } = checked;
    const job = await this.stepJobs.submit(call, {
      work: { kind: 'render', scene },
      document,
      warnings: [...warnings, ...compiled.unknown.map((message) => ({ code: 'unknown-variable', message }))],
      targets,
      templateId: template.id,
      name: scene.name,
      dialect: 'ilve',
    });
    return waitsFor(job);
  }
}

/** Without variables of its own a step takes those of the workflow that the template knows by the same name. */
function namesakes({ variablesSchema }: Template, variables: Json): Json {
  const known = variablesSchema.map(({ key }) => key).filter((key) => Object.hasOwn(variables, key));
  return Object.fromEntries(known.map((key) => [key, variables[key]]));
}
