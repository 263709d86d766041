import type { outputToReply } from '../../../destinations/index.js';
import type { EngineSeconds, Job, JobCounts, JobQuery } from '../../../jobs/index.js';
import type { RenditionDto, RenditionProjectDto, RenditionStatsDto } from './renditions.dto.js';

/** What a rendition shows beside its job. */
export interface RenditionParts {
  output: string | null;
  sprite: string | null;
  document: object | null;
  project: RenditionProjectDto | null;
  outputs: ReturnType<typeof outputToReply>[];
  engineSeconds: EngineSeconds;
}

/** The words of the render history: `pending` is `queued`; `rendering` only while frames are made. */
export function renditionStatus({ state, stage }: Pick<Job, 'state' | 'stage'>): string {
  if (state === 'pending') return 'queued';
  return state === 'rendering' && stage !== 'rendering' ? 'processing' : state;
}

/** Which jobs a status word means. */
export function statusFilter(status: string | undefined): Pick<JobQuery, 'states' | 'drawing'> {
  switch (status) {
    case undefined:
      return {};
    case 'queued':
    case 'pending':
      return { states: ['pending'] };
    case 'processing':
      return { states: ['rendering'], drawing: false };
    case 'rendering':
      return { states: ['rendering'], drawing: true };
    case 'completed':
    case 'failed':
    case 'cancelled':
      return { states: [status] };
    default:
      return { states: [] };
  }
}

export function countsToStats(counts: JobCounts): RenditionStatsDto {
  const { pending, rendering, drawing, completed, failed, cancelled } = counts;
  return {
    total: pending + rendering + completed + failed + cancelled,
    completed,
    failed,
    processing: rendering - drawing,
    queued: pending,
    rendering: drawing,
    cancelled,
  };
}

export function jobToRendition(job: Job, parts: RenditionParts): RenditionDto {
  return {
    id: job.id,
    job_id: job.id,
    project_id: job.projectId,
    name: job.name,
    status: renditionStatus(job),
    stage: job.stage,
    cost: job.cost,
    duration: job.duration,
    width: job.width,
    height: job.height,
    fps: Math.round(job.fps),
    output_url: parts.output,
    output_size_bytes: job.outputs?.master.sizeBytes ?? null,
    error: job.error,
    progress_percent: job.state === 'completed' ? 100 : Math.min(99, Math.max(0, Math.trunc(job.progress))),
    sprite_url: parts.sprite,
    video_json: parts.document,
    outputs: parts.outputs,
    projects: parts.project,
    engineSeconds: parts.engineSeconds,
    created_at: job.createdAt.toISOString(),
    completed_at: job.completedAt?.toISOString() ?? null,
  };
}
