import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';

const ID = '018f6b1e-7c00-7000-8000-000000000003';
const EXPIRED_AT = '2026-09-24T00:00:00.000Z';
const EXPIRED = 'When its files were deleted by a retention rule of the farm; absent while they are there.';
const LINK = 'https://farm.example/files/outputs/render.mp4?expires=1790000000&signature=…';
const STATES = ['pending', 'rendering', 'completed', 'failed', 'cancelled'];
/** A document, for examples. */
export const SCENE = {
  name: 'Hello World',
  layers: [
    { type: 'composition', width: 1920, height: 1080, fps: 30, sourceDuration: 5 },
    {
      type: 'text',
      text: 'Hello, world!',
      start: 0,
      duration: 5,
      style: { fontSize: 8, color: '#ffffff', fontFamily: 'Inter' },
    },
  ],
};

export class RenderRequestDto {
  @ApiProperty({
    type: 'object',
    additionalProperties: true,
    description: 'The scene; see docs/api/videojson.md. Any of the five shapes of VideoJSON.',
    example: SCENE,
  })
  videoJSON!: object;

  @ApiPropertyOptional({
    type: String,
    format: 'uri',
    description: 'Called when the render is completed or failed.',
    example: 'https://example.com/hooks/render',
  })
  webhookUrl?: string;

  @ApiPropertyOptional({
    type: String,
    format: 'uuid',
    description: 'Links the render to a project.',
    example: ID,
  })
  projectId?: string;

  @ApiPropertyOptional({
    type: [String],
    description: 'Our extension: only agents with all of these labels do it. At most 16.',
    example: ['region=eu'],
  })
  requires?: string[];

  @ApiPropertyOptional({
    type: [String],
    description:
      'Our extension: agents with one of these labels do it, while one takes work; after a minute any agent may.',
    example: ['studio'],
  })
  prefers?: string[];

  @ApiPropertyOptional({
    type: String,
    format: 'date-time',
    description: 'Our extension: it is not begun before this time, at most a year ahead.',
    example: '2026-12-24T22:00:00.000Z',
  })
  notBefore?: string;

  @ApiPropertyOptional({
    type: 'integer',
    minimum: -100,
    maximum: 100,
    default: 0,
    description: 'Our extension: among the renders of the workspace, higher goes first.',
  })
  priority?: number;
}

export class QueuedRenderDto {
  @ApiProperty({ type: String, format: 'uuid', example: ID })
  jobId!: string;

  @ApiProperty({ type: String, format: 'uuid', description: 'The same as `jobId`.', example: ID })
  id!: string;

  @ApiProperty({ enum: STATES, example: 'pending' })
  status!: string;

  @ApiPropertyOptional({ type: String, example: 'pending' })
  stage!: string;
}

export class ProgressDto {
  @ApiProperty({ type: 'integer', description: 'Frames rendered.', example: 45 })
  done!: number;

  @ApiProperty({ type: 'integer', description: 'Frames in all, as far as known.', example: 150 })
  total!: number;

  @ApiProperty({ type: 'integer', minimum: 0, maximum: 100, example: 30 })
  percent!: number;
}

export class RenderWarningDto {
  @ApiProperty({ type: String, example: 'font-replaced' })
  code!: string;

  @ApiProperty({
    type: String,
    example: 'layer 2 (text): the font "Lobster" is not here; Noto Sans is used.',
  })
  message!: string;

  @ApiPropertyOptional({ type: String, example: 'layers[1]' })
  path?: string;
}

export class OutputDto {
  @ApiProperty({ type: String, format: 'uuid', example: ID })
  id!: string;

  @ApiProperty({ enum: ['s3', 'r2', 'b2', 'wasabi', 'gcs', 'azure', 'drive'], example: 'r2' })
  provider!: string;

  @ApiProperty({
    type: String,
    format: 'uuid',
    nullable: true,
    description: 'Null once deleted.',
    example: ID,
  })
  integrationId!: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'The same as `integrationId`.', example: ID })
  integration_id!: string | null;

  @ApiProperty({ type: String, nullable: true, example: 'campaigns/summer-2026/render.mp4' })
  outputKey!: string | null;

  @ApiProperty({ type: String, nullable: true, example: 'campaigns/summer-2026/render.mp4' })
  output_key!: string | null;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'Null until completed.',
    example: 'https://cdn.example.com/campaigns/summer-2026/render.mp4',
  })
  outputUrl!: string | null;

  @ApiProperty({
    type: String,
    nullable: true,
    example: 'https://cdn.example.com/campaigns/summer-2026/render.mp4',
  })
  output_url!: string | null;

  @ApiProperty({ type: 'integer', nullable: true, example: 2457600 })
  outputSizeBytes!: number | null;

  @ApiProperty({ type: 'integer', nullable: true, example: 2457600 })
  output_size_bytes!: number | null;

  @ApiProperty({ enum: ['pending', 'completed', 'failed'], example: 'completed' })
  status!: string;

  @ApiProperty({ type: String, nullable: true, description: 'Why it failed, in a sentence.', example: null })
  error!: string | null;

  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    description: 'When a failed output is tried again by itself (our extension).',
    example: null,
  })
  nextTryAt!: string | null;

  @ApiProperty({ type: String, format: 'date-time', example: '2026-06-26T00:01:00.000Z' })
  createdAt!: string;

  @ApiProperty({ type: String, format: 'date-time', example: '2026-06-26T00:01:00.000Z' })
  created_at!: string;

  @ApiProperty({ type: String, format: 'date-time', example: '2026-06-26T00:01:00.000Z' })
  updatedAt!: string;

  @ApiProperty({ type: String, format: 'date-time', example: '2026-06-26T00:01:00.000Z' })
  updated_at!: string;
}

/** Facts that the list and the single render share. */
class RenderFactsDto {
  @ApiProperty({ type: String, format: 'uuid', example: ID })
  id!: string;

  @ApiProperty({ type: String, format: 'uuid', description: 'The same as `id`.', example: ID })
  jobId!: string;

  @ApiProperty({ type: String, example: 'Hello World' })
  name!: string;

  @ApiProperty({ enum: STATES, example: 'completed' })
  status!: string;

  @ApiProperty({
    type: String,
    description: 'pending, preparing, rendering, verifying, uploading, or the final status.',
    example: 'completed',
  })
  stage!: string;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'The video; works without credentials until it expires. Null until completed.',
    example: LINK,
  })
  url!: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'Why it failed, in a sentence.', example: null })
  error!: string | null;

  @ApiProperty({ type: String, format: 'date-time', example: '2026-06-26T00:00:00.000Z' })
  createdAt!: string;

  @ApiProperty({ type: String, format: 'date-time', nullable: true, example: '2026-06-26T00:01:00.000Z' })
  completedAt!: string | null;

  @ApiPropertyOptional({ type: String, format: 'date-time', description: EXPIRED, example: EXPIRED_AT })
  expiredAt?: string;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'Sprite sheet for hover previews.',
    example: LINK,
  })
  spriteUrl!: string | null;

  @ApiProperty({ type: Number, nullable: true, description: 'Credits.', example: 0.9 })
  cost!: number | null;

  @ApiProperty({ type: Number, nullable: true, description: 'Seconds.', example: 5 })
  duration!: number | null;

  @ApiProperty({ type: 'integer', nullable: true, example: 1920 })
  width!: number | null;

  @ApiProperty({ type: 'integer', nullable: true, example: 1080 })
  height!: number | null;
}

export class ListedRenderDto extends RenderFactsDto {
  @ApiProperty({ type: 'integer', minimum: 0, maximum: 100, example: 100 })
  progress!: number;
}

export class RenderDto extends RenderFactsDto {
  @ApiProperty({
    description:
      'A whole number 0..100; for generated SDKs (User-Agent OpenAPI-Generator…), or when FRAMEFARM_PROGRESS_FORM says so, the object {done, total, percent}.',
    oneOf: [{ type: 'integer', minimum: 0, maximum: 100 }, { $ref: '#/components/schemas/ProgressDto' }],
    example: 100,
  })
  progress!: number | ProgressDto;

  @ApiProperty({ type: 'integer', minimum: 0, maximum: 100, example: 100 })
  progressPercent!: number;

  @ApiProperty({ type: ProgressDto })
  segments!: ProgressDto;

  @ApiPropertyOptional({
    type: String,
    description: 'The same as `url`; only when completed.',
    example: LINK,
  })
  downloadUrl?: string;

  @ApiPropertyOptional({
    type: String,
    description: 'Key of the file in the storage; only when completed.',
    example: 'outputs/…/master.mp4',
  })
  outputKey?: string;

  @ApiProperty({ type: [OutputDto], description: 'Copies at destinations of the customer.' })
  outputs!: OutputDto[];

  @ApiProperty({ type: String, nullable: true, description: 'One picture of the video.', example: LINK })
  posterUrl!: string | null;

  @ApiPropertyOptional({
    type: String,
    description: 'Why it failed, for programs; only when failed.',
    example: 'source-not-found',
  })
  failureCode?: string;

  @ApiProperty({ type: [RenderWarningDto] })
  warnings!: RenderWarningDto[];

  @ApiPropertyOptional({
    type: 'object',
    additionalProperties: true,
    description: 'Engine, encoder and ffmpeg that made it, with the seconds it took.',
    example: { engine: 'cpu', encoder: 'libx264', ffmpeg: '8.0', totalSeconds: 4.2, renderSeconds: 3.1 },
  })
  renderedWith?: object;

  @ApiPropertyOptional({
    type: 'object',
    additionalProperties: { type: 'number' },
    description: 'Our extension, once it has ended: engine → seconds of wall clock that its attempts took.',
    example: { cpu: 4.2 },
  })
  engineSeconds?: Record<string, number>;

  @ApiProperty({ type: String, format: 'date-time', nullable: true, example: '2026-06-26T00:00:01.000Z' })
  startedAt!: string | null;
}

export class CancelledRenderDto {
  @ApiProperty({ type: Boolean, example: true })
  success!: boolean;

  @ApiProperty({ type: String, format: 'uuid', example: ID })
  jobId!: string;

  @ApiProperty({ enum: STATES, example: 'cancelled' })
  status!: string;

  @ApiPropertyOptional({ enum: STATES, example: 'rendering' })
  previousStatus!: string;
}

export class RefreshedUrlDto {
  @ApiProperty({ type: String, example: LINK }) downloadUrl!: string;

  @ApiProperty({ type: String, description: 'The same as `downloadUrl`.', example: LINK })
  url!: string;

  @ApiProperty({ type: 'integer', example: 3600 }) expiresInSeconds!: number;
}

export class DownloadUrlDto extends RefreshedUrlDto {
  @ApiProperty({ type: String, example: 'Hello World.mp4' }) filename!: string;
}

export class TrackedDto {
  @ApiProperty({ type: Boolean, example: true }) tracked!: boolean;
}
