import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsNumber, IsObject, IsOptional, IsString, IsUUID, Max, MaxLength, Min } from 'class-validator';
import { PageFactsDto, PageQueryDto } from '../../edge/paging.dto.js';

const TYPES = ['image', 'video', 'audio', 'font'];
const WORKSPACE = '018f6b1e-7c00-7000-8000-000000000001';
const ID = '018f6b1e-7c00-7000-8000-000000000004';
const PATH = `${WORKSPACE}/${ID}/clip.mp4`;
const URL = `https://farm.example/assets/${PATH}`;
const TIME = '2026-06-26T00:00:00.000Z';
const MOST_PIXELS = 65_535;
const MOST_SECONDS = 1_000_000;
const TYPE_MESSAGE = { message: 'type must be image, video, audio or font' };

/** The union of what clients send: `name`, or `filename`. */
export class UploadUrlDto {
  @ApiPropertyOptional({ type: String, example: 'clip.mp4' })
  @IsOptional()
  @IsString({ message: 'name must be a text' })
  @MaxLength(255, { message: 'name must be a text of at most 255 characters' })
  name?: string;

  @ApiPropertyOptional({
    type: String,
    description: 'The same as `name`, and preferred to it.',
    example: 'clip.mp4',
  })
  @IsOptional()
  @IsString({ message: 'filename must be a text' })
  @MaxLength(255, { message: 'filename must be a text of at most 255 characters' })
  filename?: string;

  @ApiProperty({ enum: TYPES, example: 'video' })
  @IsIn(TYPES, TYPE_MESSAGE)
  type!: string;

  @ApiPropertyOptional({ type: String, example: 'video/mp4' })
  @IsOptional()
  @IsString({ message: 'contentType must be a text' })
  @MaxLength(127, { message: 'contentType must be a text of at most 127 characters' })
  contentType?: string;

  @ApiPropertyOptional({
    type: 'integer',
    description: 'Bytes; refused at once when over the limit.',
    example: 1_048_576,
  })
  @IsOptional()
  @IsNumber({}, { message: 'sizeBytes must be a number of bytes, 0 or more' })
  @Min(0, { message: 'sizeBytes must be a number of bytes, 0 or more' })
  sizeBytes?: number;
}

export class UploadUrlReplyDto {
  @ApiProperty({
    type: String,
    description: 'PUT (or POST) the bytes here; needs no other credentials.',
    example: `https://farm.example/v1/assets/${ID}/upload?expires=1790000000&sig=…`,
  })
  uploadUrl!: string;

  @ApiProperty({
    type: String,
    description: 'The lasting address: use it as the source of a layer.',
    example: URL,
  })
  assetUrl!: string;

  @ApiProperty({
    type: String,
    description: '`<workspace>/<asset>/<file>`: the storage_key of the registration.',
    example: PATH,
  })
  path!: string;

  @ApiProperty({ type: String, description: 'The same as `path`.', example: PATH })
  storageKey!: string;

  @ApiProperty({ type: String, format: 'uuid', example: ID })
  assetId!: string;

  @ApiProperty({ type: String, format: 'uuid', description: 'The same as `assetId`.', example: ID })
  id!: string;

  @ApiProperty({ enum: TYPES, example: 'video' })
  type!: string;

  @ApiPropertyOptional({
    type: String,
    description:
      'Our extension, where the farm keeps its files in a bucket: one PUT here, with directUploadHeaders, goes past the coordinator.',
    example: 'https://bucket.example/assets/clip.mp4?X-Amz-Signature=…',
  })
  directUploadUrl?: string;

  @ApiPropertyOptional({
    type: 'object',
    additionalProperties: { type: 'string' },
    example: { 'content-type': 'video/mp4' },
  })
  directUploadHeaders?: Record<string, string>;
}

export class UploadedDto {
  @ApiProperty({ type: Boolean, example: true })
  success!: boolean;
}

/** The union of what clients send to register an upload. */
export class RegisterAssetDto {
  @ApiPropertyOptional({
    type: String,
    format: 'uuid',
    description: 'Absent: taken from the storage key.',
    example: ID,
  })
  @IsOptional()
  @IsUUID(undefined, { message: 'id must be a UUID' })
  id?: string;

  @ApiProperty({ type: String, example: 'clip.mp4' })
  @IsString({ message: 'name is missing' })
  @MaxLength(255, { message: 'name must be a text of at most 255 characters' })
  name!: string;

  @ApiProperty({ enum: TYPES, example: 'video' })
  @IsIn(TYPES, TYPE_MESSAGE)
  type!: string;

  @ApiPropertyOptional({
    type: String,
    description: '`path` of the upload-url reply; required here or as storageKey.',
    example: PATH,
  })
  @IsOptional()
  @IsString({ message: 'storage_key must be a text' })
  storage_key?: string;

  @ApiPropertyOptional({ type: String, example: PATH })
  @IsOptional()
  @IsString({ message: 'storageKey must be a text' })
  storageKey?: string;

  @ApiPropertyOptional({ type: 'integer', description: 'Ignored: the size is measured.', example: 1_048_576 })
  @IsOptional()
  @IsNumber({}, { message: 'size_bytes must be a number' })
  size_bytes?: number;

  @ApiPropertyOptional({ type: 'integer', description: 'The same as `size_bytes`.', example: 1_048_576 })
  @IsOptional()
  sizeBytes?: number;

  @ApiPropertyOptional({ type: 'integer', description: 'The same as `size_bytes`.', example: 1_048_576 })
  @IsOptional()
  size?: number;

  @ApiPropertyOptional({ type: String, example: 'video/mp4' })
  @IsOptional()
  @IsString({ message: 'contentType must be a text' })
  @MaxLength(127, { message: 'contentType must be a text of at most 127 characters' })
  contentType?: string;

  @ApiPropertyOptional({ type: Number, description: 'Seconds.', example: 5 })
  @IsOptional()
  @Max(MOST_SECONDS, { message: 'duration must be a number of seconds, 0 to a million' })
  @Min(0, { message: 'duration must be a number of seconds, 0 to a million' })
  duration?: number;

  @ApiPropertyOptional({ type: 'integer', example: 1920 })
  @IsOptional()
  @Max(MOST_PIXELS, { message: 'width must be a number of pixels, 0 to 65535' })
  @Min(0, { message: 'width must be a number of pixels, 0 to 65535' })
  width?: number;

  @ApiPropertyOptional({ type: 'integer', example: 1080 })
  @IsOptional()
  @Max(MOST_PIXELS, { message: 'height must be a number of pixels, 0 to 65535' })
  @Min(0, { message: 'height must be a number of pixels, 0 to 65535' })
  height?: number;

  @ApiPropertyOptional({ type: 'object', additionalProperties: true, example: { duration: 5.2 } })
  @IsOptional()
  @IsObject({ message: 'metadata must be an object' })
  metadata?: Record<string, unknown>;
}

export class AssetDto {
  @ApiProperty({ type: String, format: 'uuid', example: ID }) id!: string;
  @ApiProperty({ type: String, format: 'uuid', example: WORKSPACE }) workspace_id!: string;
  @ApiProperty({ type: String, example: 'clip.mp4' }) name!: string;
  @ApiProperty({ enum: TYPES, example: 'video' }) type!: string;
  @ApiProperty({ type: String, nullable: true, example: 'video/mp4' }) content_type!: string | null;
  @ApiProperty({ type: String, example: PATH }) storage_key!: string;
  @ApiProperty({ type: String, example: URL }) asset_url!: string;
  @ApiProperty({ type: String, description: 'The same as `asset_url`.', example: URL }) assetUrl!: string;
  @ApiProperty({
    type: String,
    nullable: true,
    description: 'A small JPEG that an agent made (our extension); signed, so it expires.',
    example: 'https://farm.example/files/thumbnail.jpg?expires=1790000000&sig=…',
  })
  thumbnail_url!: string | null;
  @ApiProperty({ type: 'integer', example: 1_048_576 }) size_bytes!: number;
  @ApiProperty({
    type: 'integer',
    nullable: true,
    description: 'Whole seconds; exact in metadata.duration.',
    example: 5,
  })
  duration!: number | null;
  @ApiProperty({ type: 'integer', nullable: true, example: 1920 }) width!: number | null;
  @ApiProperty({ type: 'integer', nullable: true, example: 1080 }) height!: number | null;
  @ApiProperty({ type: 'object', additionalProperties: true, nullable: true, example: { duration: 5.2 } })
  metadata!: Record<string, unknown> | null;
  @ApiProperty({ type: String, format: 'uuid', nullable: true, example: null }) created_by!: string | null;
  @ApiProperty({ type: String, format: 'date-time', example: TIME }) created_at!: string;
  @ApiProperty({ type: String, format: 'date-time', example: TIME }) updated_at!: string;
}

export class AssetReplyDto {
  @ApiProperty({ type: AssetDto }) asset!: AssetDto;
}

export class RegisteredAssetDto extends AssetReplyDto {
  @ApiProperty({ type: String, description: 'The same as `asset.asset_url`.', example: URL })
  assetUrl!: string;
}

export class AssetListQueryDto extends PageQueryDto {
  @ApiPropertyOptional({ enum: TYPES, example: 'video' })
  @IsOptional()
  @IsIn(TYPES, TYPE_MESSAGE)
  type?: string;

  @ApiPropertyOptional({ type: String, description: 'Part of the name.', example: 'clip' })
  @IsOptional()
  @IsString({ message: 'search must be given once' })
  search?: string;

  @ApiPropertyOptional({
    enum: ['created_at', 'name', 'type', 'size_bytes', 'duration'],
    default: 'created_at',
  })
  @IsOptional()
  @IsIn(['created_at', 'name', 'type', 'size_bytes', 'duration'], {
    message: 'sortBy must be created_at, name, type, size_bytes or duration',
  })
  sortBy?: string;

  @ApiPropertyOptional({ enum: ['asc', 'desc'], default: 'desc' })
  @IsOptional()
  @IsIn(['asc', 'desc'], { message: 'sortOrder must be asc or desc' })
  sortOrder?: string;
}

export class AssetListDto extends PageFactsDto {
  @ApiProperty({ type: [AssetDto] }) assets!: AssetDto[];
}

export class SignedUrlDto {
  @ApiProperty({
    type: String,
    description: 'Reads the file without credentials until it expires.',
    example: 'https://farm.example/files/assets/clip.mp4?expires=1790000000&sig=…',
  })
  signedUrl!: string;
}
