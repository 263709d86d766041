import { Injectable } from '@nestjs/common';
import type { Warning } from '@farm/shared/wire';
import { DocumentsService } from '../../../documents/index.js';
import {
  hashBody,
  JobsService,
  type FileLink,
  type IdempotencyClaim,
  type Job,
} from '../../../jobs/index.js';
import type { Principal } from '../../../auth/index.js';
import { UsageService } from '../../../pricing/index.js';
import { issuesError } from '../../../platform/http/validation.pipe.js';
import type { RenderLinks } from './job-to-render.js';
import { RenderDocuments } from './render-documents.service.js';

/** What a submission is beside its document. */
export interface SubmitOptions {
  origin: string;
  idempotencyKey: string | undefined;
  /** Scope of the key; POST /v1/render when absent. */
  route?: string;
  /** What the key is compared by, when it is not the body itself. */
  hashed?: unknown;
  templateId?: string;
  /** Warnings from before the translation. */
  warnings?: readonly Warning[];
}

const ROUTE = 'POST /v1/render';
const NO_LINKS: RenderLinks = { master: null, poster: null, sprite: null };

/** The dialect's words for jobs: submit a document, and give its files addresses. */
@Injectable()
export class RendersService {
  constructor(
    private readonly jobs: JobsService,
    private readonly documents: RenderDocuments,
    private readonly projects: DocumentsService,
    private readonly usage: UsageService,
  ) {}

  async submit(principal: Principal, body: unknown, options: SubmitOptions): Promise<Job> {
    const { origin, idempotencyKey: key, templateId } = options;
    const { document, scene, warnings, ...rest } = await this.documents.check(principal, body, origin);
    if (rest.projectId) await this.needProject(principal.workspaceId, rest.projectId);
    const { job, replayed } = await this.jobs.submit(principal, {
      ...rest,
      work: { kind: 'render', scene },
      document,
      warnings: [...(options.warnings ?? []), ...warnings],
      name: scene.name,
      dialect: 'ilve',
      templateId,
      origin,
      idempotency: key === undefined ? undefined : claimOf(key, options, body),
    });
    if (job.projectId && !replayed) await this.noteProject(job, job.projectId);
    return job;
  }

  /** Fresh addresses of what a job has made so far. */
  async linksOf(job: Job, origin: string): Promise<RenderLinks> {
    if (job.state !== 'completed' || !job.outputs || job.expiredAt) return NO_LINKS;
    const link = async (role: 'master' | 'poster' | 'sprite') =>
      job.outputs?.[role] ? (await this.jobs.grantFile(job, role, { origin, inline: true })).url : null;
    const [master, poster, sprite] = await Promise.all([link('master'), link('poster'), link('sprite')]);
    return { master, poster, sprite };
  }

  /** Notes a download that a client says it made. What the farm sends itself it has counted already. */
  async trackDownload({ workspaceId }: Principal, id: string): Promise<void> {
    const job = await this.jobs.require(workspaceId, id);
    const bytes = job.outputs?.master.sizeBytes ?? 0;
    const link = job.outputs && !job.expiredAt ? await this.jobs.grantFile(job, 'master') : undefined;
    const metadata = { jobId: job.id, counted: !link?.url.startsWith('/') };
    await this.usage.note({ workspaceId, type: 'bandwidth', bytes, source: 'tracked', metadata });
  }

  private async needProject(workspaceId: string, id: string): Promise<void> {
    if (await this.projects.exists({ workspaceId, kind: 'project' }, id)) return;
    const message = `projectId ${id} is no project of this workspace; leave it out or create the project first.`;
    throw issuesError([{ path: 'projectId', message }]);
  }

  /** The end is noted in the transaction that ends the job (projects.service.ts). */
  private noteProject(job: Job, projectId: string): Promise<void> {
    const note = { status: 'processing', renderJobId: job.id, processedAt: null };
    return this.projects.noteRender(job.workspaceId, projectId, note);
  }

  /** The video as an attachment, or the error that there is none yet. */
  async download(principal: Principal, id: string, origin: string): Promise<FileLink> {
    return this.jobs.grantFile(await this.jobs.require(principal.workspaceId, id), 'master', { origin });
  }
}

const claimOf = (key: string, { route = ROUTE, hashed }: SubmitOptions, body: unknown): IdempotencyClaim => ({
  key,
  route,
  bodyHash: hashBody(hashed ?? body),
});
