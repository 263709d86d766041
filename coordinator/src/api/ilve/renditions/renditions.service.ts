import { Injectable } from '@nestjs/common';
import { FarmError } from '@farm/shared/errors';
import { OutputsService, outputToReply } from '../../../destinations/index.js';
import { DocumentsService } from '../../../documents/index.js';
import { JobHistoryService, JobsService, type Job } from '../../../jobs/index.js';
import { absoluteUrl } from '../../../storage/index.js';
import { RendersService } from '../render/renders.service.js';
import { jobToRendition } from './job-to-rendition.js';
import type { RenditionDto, RenditionProjectDto } from './renditions.dto.js';

/** Renders in the words of the history, with addresses, documents and projects; a fixed number of queries for any list. */
@Injectable()
export class RenditionsService {
  constructor(
    private readonly jobs: JobsService,
    private readonly history: JobHistoryService,
    private readonly documents: DocumentsService,
    private readonly outputs: OutputsService,
    private readonly renders: RendersService,
  ) {}

  /** The render, or a 404; jobs of other kinds are no renditions. */
  async need(workspaceId: string, id: string): Promise<Job> {
    const [job] = await this.history.many(workspaceId, [id]);
    if (!job) throw new FarmError('not-found', `There is no render ${id} in this workspace.`);
    return job;
  }

  async one(workspaceId: string, id: string, origin: string): Promise<RenditionDto> {
    const job = await this.need(workspaceId, id);
    const document = (await this.jobs.documentOf(workspaceId, job.id)) as object | undefined;
    const [rendition] = await this.compose(workspaceId, [job], new Map([[job.id, document]]), origin);
    if (!rendition) throw new Error('A job without a rendition.');
    return rendition;
  }

  async many(workspaceId: string, jobs: readonly Job[], origin: string): Promise<RenditionDto[]> {
    return this.compose(workspaceId, jobs, await this.history.documents(jobs), origin);
  }

  /** Of a project; null when it was never rendered. */
  async newestOf(workspaceId: string, projectId: string, origin: string): Promise<RenditionDto | null> {
    const job = await this.history.newestOf(workspaceId, projectId);
    return job ? this.one(workspaceId, job.id, origin) : null;
  }

  private async compose(
    workspaceId: string,
    jobs: readonly Job[],
    documents: ReadonlyMap<string, object | undefined>,
    origin: string,
  ): Promise<RenditionDto[]> {
    const ids = jobs.map(({ id }) => id);
    const [projects, engineSeconds, outputs] = await Promise.all([
      this.projectsOf(workspaceId, jobs, origin),
      this.history.engineSeconds(ids),
      this.outputs.ofJobs(workspaceId, ids),
    ]);
    return Promise.all(
      jobs.map(async (job) => {
        const links = await this.renders.linksOf(job, origin);
        return jobToRendition(job, {
          output: links.master,
          sprite: links.sprite,
          document: documents.get(job.id) ?? null,
          project: projects.get(job.projectId ?? '') ?? null,
          outputs: (outputs.get(job.id) ?? []).map(outputToReply),
          engineSeconds: engineSeconds.get(job.id) ?? {},
        });
      }),
    );
  }

  private async projectsOf(workspaceId: string, jobs: readonly Job[], origin: string) {
    const ids = jobs.flatMap(({ projectId }) => (projectId ? [projectId] : []));
    const found = await this.documents.many({ workspaceId, kind: 'project' }, ids);
    const projects = await Promise.all(
      found.map(async (document): Promise<RenditionProjectDto> => {
        const url = await this.documents.pictureUrl(document, 'thumbnail');
        const thumbnail = url === null ? null : absoluteUrl(origin, url);
        return { id: document.id, name: document.name, thumbnail_url: thumbnail };
      }),
    );
    return new Map(projects.map((project) => [project.id, project]));
  }
}
