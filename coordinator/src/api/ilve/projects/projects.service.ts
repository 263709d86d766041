import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DocumentsService, type Shelf, type StoredDocument } from '../../../documents/index.js';
import { JobHistoryService, JobsService, type Job } from '../../../jobs/index.js';
import { EventBus } from '../../../platform/events/event-bus.js';
import { absoluteUrl } from '../../../storage/index.js';
import { RendersService } from '../render/renders.service.js';
import { documentToProject } from './document-to-project.js';
import type { ProjectDto } from './projects.dto.js';

export const projectsOf = (workspaceId: string): Shelf => ({ workspaceId, kind: 'project' });

/** Projects as documents with their renders: fresh addresses out, ends of renders in. */
@Injectable()
export class ProjectsService implements OnModuleInit {
  constructor(
    private readonly documents: DocumentsService,
    private readonly jobs: JobsService,
    private readonly history: JobHistoryService,
    private readonly renders: RendersService,
    private readonly events: EventBus,
  ) {}

  /** In the transaction that ends the render: a project never shows another state than its render has. */
  onModuleInit(): void {
    this.events.on('job.finished', async ({ jobId, workspaceId, state }, tx) => {
      const job = await this.jobs.byId(jobId, tx);
      if (!job?.projectId) return;
      const note = { status: state, renderJobId: jobId, processedAt: job.completedAt };
      await this.documents.noteRender(workspaceId, job.projectId, note, tx);
    });
  }

  async reply(document: StoredDocument, origin: string): Promise<ProjectDto> {
    const [project] = await this.replies([document], origin);
    if (!project) throw new Error('A document without a reply.');
    return project;
  }

  /** One query for the renders of all. */
  async replies(documents: readonly StoredDocument[], origin: string): Promise<ProjectDto[]> {
    const [first] = documents;
    if (!first) return [];
    const wanted = documents.flatMap(({ renderJobId, outputUrl }) =>
      renderJobId && !outputUrl ? [renderJobId] : [],
    );
    const jobs = new Map((await this.history.many(first.workspaceId, wanted)).map((job) => [job.id, job]));
    return Promise.all(
      documents.map(async (document) =>
        documentToProject(document, {
          thumbnail: await this.picture(document, 'thumbnail', origin),
          sprite: await this.picture(document, 'sprite', origin),
          output: await this.output(jobs.get(document.renderJobId ?? ''), origin),
        }),
      ),
    );
  }

  private async picture(document: StoredDocument, role: 'thumbnail' | 'sprite', origin: string) {
    const url = await this.documents.pictureUrl(document, role);
    return url === null ? null : absoluteUrl(origin, url);
  }

  private async output(job: Job | undefined, origin: string): Promise<string | null> {
    return job ? (await this.renders.linksOf(job, origin)).master : null;
  }
}
