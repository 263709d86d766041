import type { StoredDocument } from '../../../documents/index.js';
import type { ProjectDto } from './projects.dto.js';

/** Addresses that a project shows, absolute; null when there is none. */
export interface ProjectLinks {
  thumbnail: string | null;
  sprite: string | null;
  /** Of its newest render. */
  output: string | null;
}

export function documentToProject(document: StoredDocument, links: ProjectLinks): ProjectDto {
  return {
    id: document.id,
    name: document.name,
    description: document.description,
    video_json: document.body,
    thumbnail_url: links.thumbnail,
    sprite_url: links.sprite,
    duration: document.duration === null ? null : Math.round(document.duration),
    width: document.width,
    height: document.height,
    status: document.status,
    render_job_id: document.renderJobId,
    output_url: document.outputUrl ?? links.output,
    processed_at: document.processedAt?.toISOString() ?? null,
    last_opened_at: document.lastOpenedAt?.toISOString() ?? null,
    created_at: document.createdAt.toISOString(),
    updated_at: document.updatedAt.toISOString(),
  };
}
