import { OutputDto } from '../render/render.dto.js';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsISO8601, IsOptional, IsString, IsUUID } from 'class-validator';
import { PageFactsDto, PageQueryDto } from '../../edge/paging.dto.js';

const ID = '018f6b1e-7c00-7000-8000-000000000003';
const PROJECT = '018f6b1e-7c00-7000-8000-000000000004';
const TIME = '2026-06-26T00:00:00.000Z';
const LINK = 'https://farm.example/files/outputs/render.mp4?expires=1790000000&signature=…';
const STATUSES = ['queued', 'processing', 'rendering', 'completed', 'failed', 'cancelled'];
/** `pending` is what /v1/render calls `queued`. */
const FILTERS = [...STATUSES, 'pending'];
const SORTS = ['created_at', 'duration', 'status', 'cost', 'job_id'];

export class RenditionProjectDto {
  @ApiProperty({ type: String, format: 'uuid', example: PROJECT }) id!: string;
  @ApiProperty({ type: String, example: 'Launch' }) name!: string;
  @ApiProperty({ type: String, nullable: true, example: null }) thumbnail_url!: string | null;
}

export class RenditionDto {
  @ApiProperty({ type: String, format: 'uuid', example: ID }) id!: string;
  @ApiProperty({ type: String, nullable: true, description: 'The same as `id`.', example: ID })
  job_id!: string | null;
  @ApiProperty({ type: String, format: 'uuid', nullable: true, example: PROJECT })
  project_id!: string | null;
  @ApiProperty({ type: String, example: 'Hello World' }) name!: string;
  @ApiProperty({
    enum: STATUSES,
    description:
      '`queued` is pending in /v1/render; `processing` is rendering there, before or after the frames.',
    example: 'completed',
  })
  status!: string;
  @ApiProperty({ type: String, example: 'completed' }) stage!: string;
  @ApiProperty({ type: Number, nullable: true, description: 'Credits.', example: 0.9 })
  cost!: number | null;
  @ApiProperty({ type: Number, nullable: true, description: 'Seconds.', example: 5 })
  duration!: number | null;
  @ApiProperty({ type: 'integer', nullable: true, example: 1920 }) width!: number | null;
  @ApiProperty({ type: 'integer', nullable: true, example: 1080 }) height!: number | null;
  @ApiProperty({ type: 'integer', nullable: true, example: 30 }) fps!: number | null;
  @ApiProperty({ type: String, nullable: true, example: LINK }) output_url!: string | null;
  @ApiProperty({ type: 'integer', nullable: true, description: 'Bytes.', example: 2_457_600 })
  output_size_bytes!: number | null;
  @ApiProperty({ type: String, nullable: true, example: null }) error!: string | null;
  @ApiProperty({ type: 'integer', nullable: true, minimum: 0, maximum: 100, example: 100 })
  progress_percent!: number | null;
  @ApiProperty({ type: String, nullable: true, example: null }) sprite_url!: string | null;
  @ApiProperty({
    type: 'object',
    additionalProperties: true,
    nullable: true,
    description: 'The document as it was sent; lists leave out (null) those of more than 128 KiB.',
    example: { name: 'Hello World', layers: [] },
  })
  video_json!: object | null;
  @ApiProperty({ type: [OutputDto], description: 'Copies at destinations of the customer.' })
  outputs!: OutputDto[];
  @ApiProperty({ type: RenditionProjectDto, nullable: true }) projects!: RenditionProjectDto | null;
  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'number' },
    description: 'Our extension: engine → seconds of wall clock that its attempts took.',
    example: { cpu: 4.2 },
  })
  engineSeconds!: Record<string, number>;
  @ApiProperty({ type: String, format: 'date-time', example: TIME }) created_at!: string;
  @ApiProperty({ type: String, format: 'date-time', nullable: true, example: TIME })
  completed_at!: string | null;
}

export class RenditionReplyDto {
  @ApiProperty({ type: RenditionDto }) rendition!: RenditionDto;
}

export class RenditionListQueryDto extends PageQueryDto {
  @ApiPropertyOptional({ enum: FILTERS, example: 'completed' })
  @IsOptional()
  @IsIn(FILTERS, { message: `status must be one of ${STATUSES.join(', ')}` })
  status?: string;

  @ApiPropertyOptional({ type: String, description: 'Part of the name or of the id.', example: 'hello' })
  @IsOptional()
  @IsString({ message: 'search must be given once' })
  search?: string;

  @ApiPropertyOptional({
    type: String,
    format: 'date-time',
    description: 'Created then or later.',
    example: TIME,
  })
  @IsOptional()
  @IsISO8601({ strict: true }, { message: 'from must be a time such as 2026-06-26T00:00:00Z' })
  from?: string;

  @ApiPropertyOptional({
    type: String,
    format: 'date-time',
    description: 'Created then or before.',
    example: TIME,
  })
  @IsOptional()
  @IsISO8601({ strict: true }, { message: 'to must be a time such as 2026-06-26T00:00:00Z' })
  to?: string;

  @ApiPropertyOptional({ type: String, format: 'uuid', example: PROJECT })
  @IsOptional()
  @IsUUID(undefined, { message: 'projectId must be a UUID' })
  projectId?: string;

  @ApiPropertyOptional({ enum: SORTS, default: 'created_at' })
  @IsOptional()
  @IsIn(SORTS, { message: `sortBy must be one of ${SORTS.join(', ')}` })
  sortBy?: string;

  @ApiPropertyOptional({ enum: ['asc', 'desc'], default: 'desc' })
  @IsOptional()
  @IsIn(['asc', 'desc'], { message: 'sortOrder must be asc or desc' })
  sortOrder?: string;
}

export class RenditionListDto extends PageFactsDto {
  @ApiProperty({ type: [RenditionDto] }) renditions!: RenditionDto[];
}

export class RenditionStatsDto {
  @ApiProperty({ type: 'integer', example: 3 }) total!: number;
  @ApiProperty({ type: 'integer', example: 1 }) completed!: number;
  @ApiProperty({ type: 'integer', example: 0 }) failed!: number;
  @ApiProperty({ type: 'integer', example: 0 }) processing!: number;
  @ApiProperty({ type: 'integer', example: 1 }) queued!: number;
  @ApiProperty({ type: 'integer', example: 1 }) rendering!: number;
  @ApiProperty({ type: 'integer', description: 'Our extension.', example: 0 }) cancelled!: number;
}

export class CancelledRenditionDto {
  @ApiProperty({ type: String, format: 'uuid', example: ID }) id!: string;
  @ApiProperty({ type: String, nullable: true, example: ID }) jobId!: string | null;
  @ApiProperty({ enum: STATUSES, example: 'cancelled' }) status!: string;
  @ApiProperty({ type: Number, description: 'Credits that were given back.', example: 0.9 })
  refunded!: number;
  @ApiProperty({ type: String, nullable: true, example: null }) error!: string | null;
}
