import { Injectable } from '@nestjs/common';
import { hashBody, JobsService, type FileLink, type Job } from '../../../jobs/index.js';
import type { Principal } from '../../../auth/index.js';
import type { RenderLinks } from './job-to-render.js';
import { RenderDocuments } from './render-documents.service.js';

const ROUTE = 'POST /v1/render';
const NO_LINKS: RenderLinks = { master: null, poster: null, sprite: null };

/** The dialect's words for jobs: submit a document, and give its files addresses. */
@Injectable()
export class RendersService {
  constructor(
    private readonly jobs: JobsService,
    private readonly documents: RenderDocuments,
  ) {}

  async submit(
    principal: Principal,
    body: unknown,
    { origin, idempotencyKey }: { origin: string; idempotencyKey: string | undefined },
  ): Promise<Job> {
    const { document, scene, warnings, ...rest } = await this.documents.check(principal, body, origin);
    const { job } = await this.jobs.submit(principal, {
      ...rest,
      work: { kind: 'render', scene },
      document,
      warnings,
      name: scene.name,
      dialect: 'ilve',
      origin,
      ...(idempotencyKey === undefined
        ? {}
        : { idempotency: { key: idempotencyKey, route: ROUTE, bodyHash: hashBody(body) } }),
    });
    return job;
  }

  /** Fresh addresses of what a job has made so far. */
  async linksOf(job: Job, origin: string): Promise<RenderLinks> {
    if (job.state !== 'completed' || !job.outputs) return NO_LINKS;
    const link = async (role: 'master' | 'poster' | 'sprite') =>
      job.outputs?.[role] ? (await this.jobs.grantFile(job, role, { origin, inline: true })).url : null;
    const [master, poster, sprite] = await Promise.all([link('master'), link('poster'), link('sprite')]);
    return { master, poster, sprite };
  }

  /** The video as an attachment, or the error that there is none yet. */
  async download(principal: Principal, id: string, origin: string): Promise<FileLink> {
    return this.jobs.grantFile(await this.jobs.require(principal.workspaceId, id), 'master', { origin });
  }
}
