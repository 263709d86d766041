import { Injectable } from '@nestjs/common';
import type { Principal } from '../../../auth/index.js';
import type { Job } from '../../../jobs/index.js';
import { issuesError } from '../../../platform/http/validation.pipe.js';
import {
  exampleVariables,
  readTemplate,
  TemplatesService,
  type TemplateDefinition,
} from '../../../templates/index.js';
import { RenderDocuments } from '../render/render-documents.service.js';
import { RendersService } from '../render/renders.service.js';
import type { RenderTemplateDto } from './templates.dto.js';

/** Where templates meet documents: a template is compiled, then goes the way of every render. */
@Injectable()
export class TemplateRenders {
  constructor(
    private readonly templates: TemplatesService,
    private readonly renders: RendersService,
    private readonly documents: RenderDocuments,
  ) {}

  async submit(
    principal: Principal,
    templateId: string,
    body: RenderTemplateDto,
    { origin, idempotencyKey }: { origin: string; idempotencyKey: string | undefined },
  ): Promise<Job> {
    const template = await this.templates.require(principal.workspaceId, templateId);
    const { document, unknown } = this.templates.compile(template, body.variables);
    const { webhookUrl, projectId, requires, prefers, notBefore, priority } = body;
    return this.renders.submit(
      principal,
      { videoJSON: document, webhookUrl, projectId, requires, prefers, notBefore, priority },
      {
        origin,
        idempotencyKey,
        route: `POST /v1/templates/${template.id}/render`,
        hashed: body,
        templateId: template.id,
        warnings: unknown.map((message) => ({ code: 'unknown-variable', message })),
      },
    );
  }

  /** A template that can be rendered: read, then tried with a value in every hole and with as few as possible. */
  async check(principal: Principal, body: unknown, origin: string, id?: string): Promise<TemplateDefinition> {
    const read = readTemplate(body, id);
    if (!read.ok) throw issuesError(read.issues, 'invalid-document');
    const { template } = read;
    const needed = template.variablesSchema.filter(({ required }) => required);
    for (const schema of [template.variablesSchema, needed]) {
      const { document } = this.templates.compile(template, exampleVariables(schema));
      await this.documents.check(principal, { videoJSON: document }, origin);
    }
    return template;
  }
}
