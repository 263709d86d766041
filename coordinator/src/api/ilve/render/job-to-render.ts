import { outputToReply, type Output } from '../../../destinations/index.js';
import type { Job } from '../../../jobs/index.js';
import type { ListedRenderDto, ProgressDto, QueuedRenderDto, RenderDto } from './render.dto.js';

/** Addresses of a job's files, absolute; null when there is none. */
export interface RenderLinks {
  master: string | null;
  poster: string | null;
  sprite: string | null;
}

export type ProgressForm = 'number' | 'object';

/** Generated SDKs need `progress` as an object; their agent may arrive URL-encoded (ilve-api.md C-01). */
export function progressForm(
  setting: 'auto' | 'object' | 'number',
  userAgent: string | undefined,
): ProgressForm {
  if (setting !== 'auto') return setting;
  return userAgent?.startsWith('OpenAPI-Generator') ? 'object' : 'number';
}

export function jobToQueued({ id, state, stage }: Job): QueuedRenderDto {
  return { jobId: id, id, status: state, stage };
}

/** GET /v1/render/{id}: the union of what every client reads. */
export function jobToRender(
  job: Job,
  links: RenderLinks,
  form: ProgressForm,
  outputs: readonly Output[] = [],
): RenderDto {
  const progress = wholePercent(job);
  const segments: ProgressDto = { done: job.frames.done, total: job.frames.total, percent: progress };
  return {
    id: job.id,
    jobId: job.id,
    name: job.name,
    status: job.state,
    stage: job.stage,
    progress: form === 'object' ? segments : progress,
    progressPercent: progress,
    segments,
    url: links.master,
    ...(links.master === null ? {} : { downloadUrl: links.master }),
    ...(job.outputs && !job.expiredAt ? { outputKey: job.outputs.master.key } : {}),
    outputs: outputs.map(outputToReply),
    posterUrl: links.poster,
    spriteUrl: links.sprite,
    error: job.error,
    ...(job.failureCode === null ? {} : { failureCode: job.failureCode }),
    warnings: job.warnings,
    ...measures(job),
    ...(job.renderedWith ? { renderedWith: { ...job.renderedWith } } : {}),
    createdAt: job.createdAt.toISOString(),
    startedAt: job.startedAt?.toISOString() ?? null,
    completedAt: job.completedAt?.toISOString() ?? null,
    ...(job.expiredAt ? { expiredAt: job.expiredAt.toISOString() } : {}),
  };
}

/** One row of GET /v1/render; its progress is a number for every caller. */
export function jobToListed(job: Job, links: RenderLinks): ListedRenderDto {
  return {
    id: job.id,
    jobId: job.id,
    name: job.name,
    status: job.state,
    stage: job.stage,
    progress: wholePercent(job),
    url: links.master,
    error: job.error,
    createdAt: job.createdAt.toISOString(),
    completedAt: job.completedAt?.toISOString() ?? null,
    spriteUrl: links.sprite,
    ...measures(job),
    ...(job.expiredAt ? { expiredAt: job.expiredAt.toISOString() } : {}),
  };
}

const measures = ({ cost, duration, width, height }: Job) => ({ cost, duration, width, height });

/** 0..100 as a whole number, whatever was measured; 100 is for files that can be fetched. */
function wholePercent({ state, progress }: Job): number {
  if (state === 'completed') return 100;
  return Math.min(99, Math.max(0, Math.trunc(progress)));
}
