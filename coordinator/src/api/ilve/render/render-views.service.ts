import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { Request } from 'express';
import type { Principal } from '../../../auth/index.js';
import { OutputsService, type Output } from '../../../destinations/index.js';
import {
  isFinalJobState,
  JobGlances,
  JobHistoryService,
  JobsService,
  JobWatch,
  type Job,
} from '../../../jobs/index.js';
import { Clock } from '../../../platform/clock.js';
import { InjectConfig, type CoordinatorConfig } from '../../../platform/config/config.js';
import { originOf } from '../../../platform/http/origin.js';
import { jobToRender, progressForm, type ProgressForm } from './job-to-render.js';
import type { RenderDto } from './render.dto.js';
import { hasTag, renderTag, seenIn } from './render-tag.policy.js';
import { RendersService } from './renders.service.js';

/** To whom a render is shown. */
export interface Viewer {
  origin: string;
  form: ProgressForm;
}

export interface Wish {
  /** The header If-None-Match. */
  seen: string | undefined;
  /** Longest wait for a new state or stage, ms; 0: answer at once. */
  waitMs: number;
  gone: AbortSignal;
}

/** GET /v1/render/{id} in all its forms: with an entity tag, after a wait, as events. */
@Injectable()
export class RenderViews {
  constructor(
    private readonly jobs: JobsService,
    private readonly watch: JobWatch,
    private readonly glances: JobGlances,
    private readonly history: JobHistoryService,
    private readonly renders: RendersService,
    private readonly outputs: OutputsService,
    private readonly clock: Clock,
    @InjectConfig() private readonly config: CoordinatorConfig,
  ) {}

  viewerOf(request: Request): Viewer {
    return {
      origin: originOf(request),
      form: progressForm(this.config.progressForm, request.get('user-agent')),
    };
  }

  /** The render with its tag; without a body when the caller has seen it already. */
  async read(
    principal: Principal,
    id: string,
    viewer: Viewer,
    wish: Wish,
  ): Promise<{ tag: string; body?: RenderDto }> {
    const glance = await this.glance(principal, id);
    const job = await this.awaited(glance.job, wish);
    const outputs = job === glance.job ? glance.outputs : await this.outputsOf(job);
    const tag = this.tagOf(job, viewer, outputs);
    return hasTag(wish.seen, tag) ? { tag } : { tag, body: await this.describe(job, viewer, outputs) };
  }

  /** Polls of a running render are many: they share a look. Nobody's job but the workspace's is ever shown. */
  private glance({ workspaceId }: Principal, id: string): Promise<{ job: Job; outputs: Output[] }> {
    const look = async () => {
      const [job, outputs] = await Promise.all([
        this.jobs.require(workspaceId, id),
        this.outputs.ofJob(workspaceId, id),
      ]);
      return { job, outputs };
    };
    return this.glances.share({ workspaceId, jobId: id }, look, ({ job }) => !isFinalJobState(job.state));
  }

  outputsOf(job: Job): Promise<Output[]> {
    return this.outputs.ofJob(job.workspaceId, job.id);
  }

  async describe(job: Job, viewer: Viewer, outputs: readonly Output[]): Promise<RenderDto> {
    const [links, engineSeconds] = await Promise.all([
      this.renders.linksOf(job, viewer.origin),
      // While it runs nothing is measured yet, and polls are many.
      isFinalJobState(job.state) ? this.history.engineSeconds([job.id]) : undefined,
    ]);
    const seconds = engineSeconds && { engineSeconds: engineSeconds.get(job.id) ?? {} };
    return { ...jobToRender(job, links, viewer.form, outputs), ...seconds };
  }

  /**
   * Made of facts, not of the answer: addresses are signed anew each time. It changes twice in the life of an address,
   * so that nobody keeps one that has expired.
   */
  tagOf(job: Job, viewer: Viewer, outputs: readonly Output[]): string {
    const age = job.outputs === null ? 0 : Math.floor(this.clock.now() / (this.config.urlTtl * 500));
    const hash = createHash('sha256').update(JSON.stringify([job, outputs, viewer, age]));
    return renderTag(job, hash.digest('base64url').slice(0, 16));
  }

  /** At once when state or stage are not what the caller saw, or nothing more can come. */
  private awaited(job: Job, { seen, waitMs, gone }: Wish): Promise<Job> {
    const { state, stage } = seenIn(seen) ?? job;
    const isNews = (now: Job): boolean =>
      isFinalJobState(now.state) || now.state !== state || now.stage !== stage;
    return this.watch.until(job, isNews, { waitMs, gone });
  }
}
