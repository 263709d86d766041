import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import {
  IsIn,
  IsISO8601,
  IsNotEmpty,
  IsNumber,
  IsOptional,
  IsString,
  IsUrl,
  Max,
  MaxLength,
  Min,
  ValidateIf,
} from 'class-validator';
import { RenditionDto } from '../renditions/renditions.dto.js';
import { PageFactsDto, PageQueryDto } from '../../edge/paging.dto.js';

const ID = '018f6b1e-7c00-7000-8000-000000000004';
const JOB = '018f6b1e-7c00-7000-8000-000000000003';
const TIME = '2026-06-26T00:00:00.000Z';
const PICTURE = 'https://example.com/thumbnail.png';
const VIDEO = { name: 'Launch', layers: [{ type: 'composition', width: 1920, height: 1080, fps: 30 }] };
const SORTS = ['created_at', 'updated_at', 'name', 'duration'];
const MOST_PIXELS = 65_535;
const MOST_SECONDS = 1_000_000;
const URL_OPTIONS = { require_tld: false, protocols: ['http', 'https'], require_protocol: true };
const text = (name: string, length: number) => ({
  message: `${name} must be a text of at most ${length} characters`,
});

/** Fields of a project that its owner writes. Null clears a field. */
class ProjectFieldsDto {
  @ApiPropertyOptional({ type: String, nullable: true, maxLength: 5000, example: 'Spring campaign' })
  @IsOptional()
  @IsString(text('description', 5000))
  @MaxLength(5000, text('description', 5000))
  description?: string | null;

  @ApiPropertyOptional({
    type: 'object',
    additionalProperties: true,
    nullable: true,
    description: 'The scene, kept word for word and not checked; at most 2 MiB of JSON.',
    example: VIDEO,
  })
  video_json?: object | null;

  @ApiPropertyOptional({ type: String, nullable: true, maxLength: 2048, example: PICTURE })
  @IsOptional()
  @IsUrl(URL_OPTIONS, { message: 'thumbnail_url must be an http(s) URL' })
  @MaxLength(2048, text('thumbnail_url', 2048))
  thumbnail_url?: string | null;

  @ApiPropertyOptional({
    type: 'integer',
    nullable: true,
    description: 'Seconds; answered as a whole number.',
    example: 5,
  })
  @IsOptional()
  @IsNumber({}, { message: 'duration must be a number of seconds, 0 to a million' })
  @Max(MOST_SECONDS, { message: 'duration must be a number of seconds, 0 to a million' })
  @Min(0, { message: 'duration must be a number of seconds, 0 to a million' })
  duration?: number | null;

  @ApiPropertyOptional({ type: 'integer', nullable: true, example: 1920 })
  @IsOptional()
  @IsNumber({}, { message: 'width must be a number of pixels, 0 to 65535' })
  @Max(MOST_PIXELS, { message: 'width must be a number of pixels, 0 to 65535' })
  @Min(0, { message: 'width must be a number of pixels, 0 to 65535' })
  width?: number | null;

  @ApiPropertyOptional({ type: 'integer', nullable: true, example: 1080 })
  @IsOptional()
  @IsNumber({}, { message: 'height must be a number of pixels, 0 to 65535' })
  @Max(MOST_PIXELS, { message: 'height must be a number of pixels, 0 to 65535' })
  @Min(0, { message: 'height must be a number of pixels, 0 to 65535' })
  height?: number | null;

  @ApiPropertyOptional({
    type: String,
    nullable: true,
    description:
      'A PNG, JPEG, WebP or GIF picture in base64 (bare or a data URL), at most 2 MiB; becomes thumbnail_url.',
    example: null,
  })
  @IsOptional()
  @IsString({ message: 'thumbnail_base64 must be a text' })
  thumbnail_base64?: string | null;

  @ApiPropertyOptional({ type: String, nullable: true, maxLength: 2048, example: null })
  @IsOptional()
  @IsUrl(URL_OPTIONS, { message: 'sprite_url must be an http(s) URL' })
  @MaxLength(2048, text('sprite_url', 2048))
  sprite_url?: string | null;

  @ApiPropertyOptional({
    type: String,
    nullable: true,
    description: 'Like thumbnail_base64, at most 4 MiB; becomes sprite_url.',
    example: null,
  })
  @IsOptional()
  @IsString({ message: 'sprite_base64 must be a text' })
  sprite_base64?: string | null;

  @ApiPropertyOptional({ type: String, format: 'date-time', nullable: true, example: TIME })
  @IsOptional()
  @IsISO8601({ strict: true }, { message: 'last_opened_at must be a time such as 2026-06-26T00:00:00Z' })
  last_opened_at?: string | null;

  @ApiPropertyOptional({
    type: String,
    nullable: true,
    description: 'How its newest render went.',
    example: null,
  })
  @IsOptional()
  @IsString(text('status', 64))
  @MaxLength(64, text('status', 64))
  status?: string | null;

  @ApiPropertyOptional({ type: String, nullable: true, example: null })
  @IsOptional()
  @IsString(text('render_job_id', 64))
  @MaxLength(64, text('render_job_id', 64))
  render_job_id?: string | null;

  @ApiPropertyOptional({ type: String, nullable: true, example: null })
  @IsOptional()
  @IsUrl(URL_OPTIONS, { message: 'output_url must be an http(s) URL' })
  @MaxLength(2048, text('output_url', 2048))
  output_url?: string | null;

  @ApiPropertyOptional({ type: String, format: 'date-time', nullable: true, example: null })
  @IsOptional()
  @IsISO8601({ strict: true }, { message: 'processed_at must be a time such as 2026-06-26T00:00:00Z' })
  processed_at?: string | null;
}

export class CreateProjectDto extends ProjectFieldsDto {
  @ApiProperty({ type: String, maxLength: 255, example: 'Launch' })
  @IsString(text('name', 255))
  @MaxLength(255, text('name', 255))
  @IsNotEmpty({ message: 'name is missing' })
  name!: string;
}

export class UpdateProjectDto extends ProjectFieldsDto {
  @ApiPropertyOptional({ type: String, maxLength: 255, example: 'Launch' })
  @ValidateIf((_, value) => value !== undefined)
  @IsString(text('name', 255))
  @MaxLength(255, text('name', 255))
  @IsNotEmpty({ message: 'name must not be empty' })
  name?: string;
}

export class ProjectDto {
  @ApiProperty({ type: String, format: 'uuid', example: ID }) id!: string;
  @ApiProperty({ type: String, example: 'Launch' }) name!: string;
  @ApiProperty({ type: String, nullable: true, example: null }) description!: string | null;
  @ApiProperty({
    type: 'object',
    additionalProperties: true,
    nullable: true,
    description: 'Lists leave out (null) documents of more than 128 KiB.',
    example: VIDEO,
  })
  video_json!: object | null;
  @ApiProperty({ type: String, nullable: true, example: PICTURE }) thumbnail_url!: string | null;
  @ApiProperty({ type: String, nullable: true, example: null }) sprite_url!: string | null;
  @ApiProperty({ type: 'integer', nullable: true, description: 'Whole seconds.', example: 5 })
  duration!: number | null;
  @ApiProperty({ type: 'integer', nullable: true, example: 1920 }) width!: number | null;
  @ApiProperty({ type: 'integer', nullable: true, example: 1080 }) height!: number | null;
  @ApiProperty({
    type: String,
    nullable: true,
    description: 'Of its newest render: processing, completed, failed or cancelled; null before the first.',
    example: 'completed',
  })
  status!: string | null;
  @ApiProperty({ type: String, nullable: true, example: JOB }) render_job_id!: string | null;
  @ApiProperty({ type: String, nullable: true, description: 'The newest video.', example: null })
  output_url!: string | null;
  @ApiProperty({ type: String, format: 'date-time', nullable: true, example: TIME })
  processed_at!: string | null;
  @ApiProperty({ type: String, format: 'date-time', nullable: true, example: null })
  last_opened_at!: string | null;
  @ApiProperty({ type: String, format: 'date-time', example: TIME }) created_at!: string;
  @ApiProperty({ type: String, format: 'date-time', example: TIME }) updated_at!: string;
}

export class ProjectReplyDto {
  @ApiProperty({ type: ProjectDto }) project!: ProjectDto;
}

export class OneProjectDto extends ProjectReplyDto {
  @ApiProperty({ type: RenditionDto, nullable: true }) lastRendition!: RenditionDto | null;
}

export class ProjectListQueryDto extends PageQueryDto {
  @ApiPropertyOptional({ type: String, description: 'Part of name or description.', example: 'launch' })
  @IsOptional()
  @IsString({ message: 'search must be given once' })
  search?: string;

  @ApiPropertyOptional({ enum: SORTS, default: 'updated_at' })
  @IsOptional()
  @IsIn(SORTS, { message: 'sortBy must be created_at, updated_at, name or duration' })
  sortBy?: string;

  @ApiPropertyOptional({ enum: ['asc', 'desc'], default: 'desc' })
  @IsOptional()
  @IsIn(['asc', 'desc'], { message: 'sortOrder must be asc or desc' })
  sortOrder?: string;
}

export class ProjectListDto extends PageFactsDto {
  @ApiProperty({ type: [ProjectDto] }) projects!: ProjectDto[];
}

export class ProjectStatsDto {
  @ApiProperty({ type: 'integer', example: 1 }) total!: number;
}
