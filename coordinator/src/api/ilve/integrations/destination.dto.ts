import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional } from 'class-validator';

const NAMES = ['s3', 'r2', 'b2', 'wasabi', 'gcs', 'azure', 'drive'];
const PROVIDER_MESSAGE = { message: `provider must be one of ${NAMES.join(', ')}` };

/** The fields of a config stand beside `provider`; those of other providers than the S3 family may come too. */
export class DestinationInputDto {
  @ApiProperty({ enum: NAMES, example: 'r2' })
  @IsIn(NAMES, PROVIDER_MESSAGE)
  provider!: string;

  @ApiPropertyOptional({ type: String, example: 'films' }) bucket?: string;
  @ApiPropertyOptional({ type: String, example: 'AK' }) accessKeyId?: string;
  @ApiPropertyOptional({ type: String, description: '******** keeps the stored one.', example: 'SK' })
  secretAccessKey?: string;
  @ApiPropertyOptional({ type: String, nullable: true, example: 'https://acc.r2.cloudflarestorage.com' })
  endpoint?: string | null;
  @ApiPropertyOptional({ type: String, nullable: true, example: 'auto' }) region?: string | null;
  @ApiPropertyOptional({ type: String, nullable: true, example: 'https://cdn.example.com' })
  publicUrl?: string | null;
  @ApiPropertyOptional({ type: String, default: '', example: 'renders/' }) pathPrefix?: string;
}

/** As above, or nothing at all: then the stored default is meant. */
export class DestinationTestDto extends DestinationInputDto {
  @ApiPropertyOptional({ enum: NAMES, description: 'Absent: the stored default is tested.', example: 'r2' })
  @IsOptional()
  @IsIn(NAMES, PROVIDER_MESSAGE)
  declare provider: string;
}

export class DestinationDto {
  @ApiProperty({ type: String, format: 'uuid', example: '018f6b1e-7c00-7000-8000-000000000006' }) id!: string;
  @ApiProperty({ enum: NAMES, example: 'r2' }) provider!: string;
  @ApiProperty({ type: String, nullable: true, example: 'https://acc.r2.cloudflarestorage.com' })
  endpoint!: string | null;
  @ApiProperty({ type: String, nullable: true, example: 'auto' }) region!: string | null;
  @ApiProperty({ type: String, description: 'Empty where the provider has none.', example: 'films' })
  bucket!: string;
  @ApiProperty({ type: String, description: 'Empty where the provider has none.', example: 'AK' })
  accessKeyId!: string;
  @ApiProperty({ type: String, description: 'Never in clear.', example: '********' })
  secretAccessKey!: string;
  @ApiProperty({ type: String, nullable: true, example: 'https://cdn.example.com' })
  publicUrl!: string | null;
  @ApiProperty({ type: String, example: 'renders/' }) pathPrefix!: string;
}

export class DestinationReplyDto {
  @ApiProperty({ type: DestinationDto }) destination!: DestinationDto;
}
