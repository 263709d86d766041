import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsIn,
  IsNumber,
  IsObject,
  IsOptional,
  IsString,
  IsUUID,
  MaxLength,
  Min,
} from 'class-validator';

const TYPES = ['image', 'video', 'audio', 'font'];
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

  @ApiPropertyOptional({ type: 'integer', description: 'Bytes; refused at once when over the limit.' })
  @IsOptional()
  @IsNumber({}, { message: 'sizeBytes must be a number' })
  @Min(0, { message: 'sizeBytes must not be negative' })
  sizeBytes?: number;
}

export class UploadUrlReplyDto {
  @ApiProperty({ type: String, description: 'PUT (or POST) the bytes here; needs no other credentials.' })
  uploadUrl!: string;

  @ApiProperty({ type: String, description: 'The lasting address: use it as the source of a layer.' })
  assetUrl!: string;

  @ApiProperty({
    type: String,
    description: '`<workspace>/<asset>/<file>`: the storage_key of the registration.',
  })
  path!: string;

  @ApiProperty({ type: String, description: 'The same as `path`.' })
  storageKey!: string;

  @ApiProperty({ type: String, format: 'uuid' })
  assetId!: string;

  @ApiProperty({ type: String, format: 'uuid', description: 'The same as `assetId`.' })
  id!: string;

  @ApiProperty({ enum: TYPES })
  type!: string;
}

export class UploadedDto {
  @ApiProperty({ type: Boolean, example: true })
  success!: boolean;
}

/** The union of what clients send to register an upload. */
export class RegisterAssetDto {
  @ApiPropertyOptional({ type: String, format: 'uuid', description: 'Absent: taken from the storage key.' })
  @IsOptional()
  @IsUUID(undefined, { message: 'id must be a UUID' })
  id?: string;

  @ApiProperty({ type: String, example: 'clip.mp4' })
  @IsString({ message: 'name is missing' })
  @MaxLength(255, { message: 'name must be a text of at most 255 characters' })
  name!: string;

  @ApiProperty({ enum: TYPES })
  @IsIn(TYPES, TYPE_MESSAGE)
  type!: string;

  @ApiPropertyOptional({
    type: String,
    description: '`path` of the upload-url reply; required here or as storageKey.',
  })
  @IsOptional()
  @IsString({ message: 'storage_key must be a text' })
  storage_key?: string;

  @ApiPropertyOptional({ type: String })
  @IsOptional()
  @IsString({ message: 'storageKey must be a text' })
  storageKey?: string;

  @ApiPropertyOptional({ type: 'integer', description: 'Ignored: the size is measured.' })
  @IsOptional()
  @IsNumber({}, { message: 'size_bytes must be a number' })
  size_bytes?: number;

  @ApiPropertyOptional({ type: String })
  @IsOptional()
  @IsString({ message: 'contentType must be a text' })
  contentType?: string;

  @ApiPropertyOptional({ type: Number, description: 'Seconds.' })
  @IsOptional()
  @IsNumber({}, { message: 'duration must be a number of seconds' })
  @Min(0, { message: 'duration must not be negative' })
  duration?: number;

  @ApiPropertyOptional({ type: 'integer' })
  @IsOptional()
  @IsNumber({}, { message: 'width must be a number' })
  @Min(0, { message: 'width must not be negative' })
  width?: number;

  @ApiPropertyOptional({ type: 'integer' })
  @IsOptional()
  @IsNumber({}, { message: 'height must be a number' })
  @Min(0, { message: 'height must not be negative' })
  height?: number;

  @ApiPropertyOptional({ type: 'object', additionalProperties: true })
  @IsOptional()
  @IsObject({ message: 'metadata must be an object' })
  metadata?: Record<string, unknown>;
}

export class AssetDto {
  @ApiProperty({ type: String, format: 'uuid' }) id!: string;
  @ApiProperty({ type: String, format: 'uuid' }) workspace_id!: string;
  @ApiProperty({ type: String }) name!: string;
  @ApiProperty({ enum: TYPES }) type!: string;
  @ApiProperty({ type: String, nullable: true }) content_type!: string | null;
  @ApiProperty({ type: String }) storage_key!: string;
  @ApiProperty({ type: String }) asset_url!: string;
  @ApiProperty({ type: String, description: 'The same as `asset_url`.' }) assetUrl!: string;
  @ApiProperty({ type: 'integer' }) size_bytes!: number;
  @ApiProperty({ type: 'integer', nullable: true, description: 'Whole seconds; exact in metadata.duration.' })
  duration!: number | null;
  @ApiProperty({ type: 'integer', nullable: true }) width!: number | null;
  @ApiProperty({ type: 'integer', nullable: true }) height!: number | null;
  @ApiProperty({ type: 'object', additionalProperties: true, nullable: true })
  metadata!: Record<string, unknown> | null;
  @ApiProperty({ type: String, format: 'uuid', nullable: true }) created_by!: string | null;
  @ApiProperty({ type: String, format: 'date-time' }) created_at!: string;
  @ApiProperty({ type: String, format: 'date-time' }) updated_at!: string;
}

export class AssetReplyDto {
  @ApiProperty({ type: AssetDto }) asset!: AssetDto;
}

export class RegisteredAssetDto extends AssetReplyDto {
  @ApiProperty({ type: String, description: 'The same as `asset.asset_url`.' }) assetUrl!: string;
}

export class AssetListQueryDto {
  @ApiPropertyOptional({ enum: TYPES })
  @IsOptional()
  @IsIn(TYPES, TYPE_MESSAGE)
  type?: string;

  @ApiPropertyOptional({ type: String, description: 'Part of the name.' })
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

  @ApiPropertyOptional({ type: 'integer', minimum: 1, default: 1 })
  @IsOptional()
  @IsString({ message: 'page must be given once' })
  page?: string;

  @ApiPropertyOptional({ type: 'integer', minimum: 1, maximum: 100, default: 25 })
  @IsOptional()
  @IsString({ message: 'limit must be given once' })
  limit?: string;
}

export class AssetListDto {
  @ApiProperty({ type: [AssetDto] }) assets!: AssetDto[];
  @ApiProperty({ type: 'integer' }) total!: number;
  @ApiProperty({ type: 'integer' }) page!: number;
  @ApiProperty({ type: 'integer' }) limit!: number;
  @ApiProperty({ type: 'integer' }) totalPages!: number;
}

export class SignedUrlDto {
  @ApiProperty({ type: String, description: 'Reads the file without credentials until it expires.' })
  signedUrl!: string;
}

export class DeletedAssetDto {
  @ApiProperty({ type: String, format: 'uuid' }) id!: string;
  @ApiProperty({ type: Boolean, example: true }) deleted!: boolean;
}

export class BatchDeleteDto {
  @ApiProperty({ type: [String], format: 'uuid', minItems: 1, maxItems: 100 })
  @IsArray({ message: 'ids must be a list' })
  @ArrayMinSize(1, { message: 'ids must have at least one entry' })
  @ArrayMaxSize(100, { message: 'ids must have at most 100 entries' })
  @IsUUID(undefined, { each: true, message: 'each of ids must be a UUID' })
  ids!: string[];
}

export class BatchDeletedDto {
  @ApiProperty({ type: [String] }) deleted!: string[];
  @ApiProperty({ type: 'integer' }) count!: number;
}
