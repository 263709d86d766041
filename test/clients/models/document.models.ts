import { z } from 'zod';
import { renditionOutput } from './render.models.js';
import { address, amount, anything, id, maybe, pageOf, text, time, whole } from './scalars.js';

export const project = z.object({
  id,
  name: text,
  description: maybe(text),
  video_json: maybe(anything),
  thumbnail_url: maybe(text),
  sprite_url: maybe(text),
  duration: maybe(whole),
  width: maybe(whole),
  height: maybe(whole),
  status: maybe(text),
  render_job_id: maybe(text),
  output_url: maybe(text),
  processed_at: maybe(time),
  last_opened_at: maybe(time),
  created_at: time,
  updated_at: time,
});

export const rendition = z.object({
  id,
  job_id: text.nullable(),
  project_id: maybe(id),
  status: z.enum(['queued', 'processing', 'rendering', 'completed', 'failed', 'cancelled']),
  stage: text.optional(),
  cost: maybe(amount),
  duration: maybe(amount),
  width: maybe(whole),
  height: maybe(whole),
  fps: maybe(whole),
  output_url: maybe(address),
  output_size_bytes: maybe(whole),
  error: maybe(text),
  progress_percent: maybe(whole.min(0).max(100)),
  sprite_url: maybe(address),
  video_json: maybe(anything),
  outputs: z.array(renditionOutput),
  projects: maybe(z.object({ id, name: text, thumbnail_url: maybe(text) })),
  created_at: time,
  completed_at: maybe(time),
});

export const asset = z
  .object({
    id,
    workspace_id: id,
    name: text,
    type: z.enum(['image', 'video', 'audio', 'font']),
    storage_key: text,
    size_bytes: whole,
    created_at: time,
    asset_url: address,
    assetUrl: address,
    updated_at: time.optional(),
    duration: maybe(whole),
    width: maybe(whole),
    height: maybe(whole),
    created_by: maybe(id),
    content_type: maybe(text),
    metadata: maybe(anything),
  })
  .refine((one) => one.storage_key.startsWith(`${one.workspace_id}/`), 'a key of another workspace');

export const uploadUrl = z.object({
  uploadUrl: address,
  assetUrl: address,
  path: text.regex(/^[0-9a-f-]{36}\/[0-9a-f-]{36}\/[^/]+$/),
  assetId: id,
  type: z.enum(['image', 'video', 'audio', 'font']),
});

export const projectPage = pageOf('projects', project);
export const renditionPage = pageOf('renditions', rendition);
export const assetPage = pageOf('assets', asset);
export const projectWithRendition = z.object({ project, lastRendition: maybe(rendition) });
export const registeredAsset = z.object({ asset, assetUrl: address });
export const renditionStats = z.object({
  total: whole,
  completed: whole,
  failed: whole,
  processing: whole,
  queued: whole,
  rendering: whole,
});
export const cancelledRendition = z.object({
  id,
  jobId: text.nullable(),
  status: text,
  refunded: amount,
  error: maybe(text),
});
