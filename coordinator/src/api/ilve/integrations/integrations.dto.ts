import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsBoolean, IsIn, IsObject, IsOptional, IsString, MaxLength, MinLength } from 'class-validator';

export const PROVIDER_NAMES = ['s3', 'r2', 'b2', 'wasabi', 'gcs', 'azure', 'drive'];
const PROVIDER_MESSAGE = { message: `provider must be one of ${PROVIDER_NAMES.join(', ')}` };
const ID = '018f6b1e-7c00-7000-8000-000000000006';
const WORKSPACE = '018f6b1e-7c00-7000-8000-000000000001';
const TIME = '2026-06-26T00:00:00.000Z';
const LONGEST_NAME = 200;
export const SENT_CONFIG = {
  endpoint: 'https://acc.r2.cloudflarestorage.com',
  region: 'auto',
  bucket: 'films',
  accessKeyId: 'AK',
  secretAccessKey: 'SK',
  publicUrl: 'https://cdn.example.com',
  pathPrefix: 'renders/',
};
const SHOWN_CONFIG = { ...SENT_CONFIG, secretAccessKey: '********' };
const CONFIG_HELP =
  'Fields by provider: see docs/api/destinations.md. Unknown fields are ignored and not stored.';

/** PHP encodes an empty object as `[]`. */
const emptyListIsObject = ({ value }: { value: unknown }): unknown =>
  Array.isArray(value) && value.length === 0 ? {} : value;

export class CreateIntegrationDto {
  @ApiProperty({ enum: PROVIDER_NAMES, example: 'r2' })
  @IsIn(PROVIDER_NAMES, PROVIDER_MESSAGE)
  provider!: string;

  @ApiProperty({ type: String, maxLength: LONGEST_NAME, example: 'Marketing R2' })
  @IsString({ message: 'name is missing' })
  @MinLength(1, { message: 'name is missing' })
  @MaxLength(LONGEST_NAME, { message: `name may have at most ${LONGEST_NAME} characters` })
  name!: string;

  @ApiProperty({ type: 'object', additionalProperties: true, description: CONFIG_HELP, example: SENT_CONFIG })
  @Transform(emptyListIsObject)
  @IsObject({ message: 'config is missing: send an object with the fields of the provider' })
  config!: Record<string, unknown>;

  @ApiPropertyOptional({ type: Boolean, default: true, description: 'False: renders cannot use it.' })
  @IsOptional()
  @IsBoolean({ message: 'isActive must be true or false' })
  isActive?: boolean;

  @ApiPropertyOptional({
    type: Boolean,
    default: false,
    description:
      'True: used by every render that names no destinations; the default before it is none any more.',
  })
  @IsOptional()
  @IsBoolean({ message: 'isDefault must be true or false' })
  isDefault?: boolean;
}

/** Any subset; what is absent stays. */
export class UpdateIntegrationDto {
  @ApiPropertyOptional({
    enum: PROVIDER_NAMES,
    description: 'Another provider than before needs a whole new config.',
    example: 'r2',
  })
  @IsOptional()
  @IsIn(PROVIDER_NAMES, PROVIDER_MESSAGE)
  provider?: string;

  @ApiPropertyOptional({ type: String, maxLength: LONGEST_NAME, example: 'Marketing R2' })
  @IsOptional()
  @IsString({ message: 'name must be a text' })
  @MinLength(1, { message: 'name may not be empty' })
  @MaxLength(LONGEST_NAME, { message: `name may have at most ${LONGEST_NAME} characters` })
  name?: string;

  @ApiPropertyOptional({
    type: 'object',
    additionalProperties: true,
    description: `${CONFIG_HELP} Laid over the stored config; a secret that comes masked is unchanged, null clears.`,
    example: { pathPrefix: 'films/' },
  })
  @IsOptional()
  @Transform(emptyListIsObject)
  @IsObject({ message: 'config must be an object' })
  config?: Record<string, unknown>;

  @ApiPropertyOptional({ type: Boolean, example: true })
  @IsOptional()
  @IsBoolean({ message: 'isActive must be true or false' })
  isActive?: boolean;

  @ApiPropertyOptional({ type: Boolean, example: true })
  @IsOptional()
  @IsBoolean({ message: 'isDefault must be true or false' })
  isDefault?: boolean;
}

export class IntegrationDto {
  @ApiProperty({ type: String, format: 'uuid', example: ID }) id!: string;
  @ApiProperty({ type: String, format: 'uuid', example: WORKSPACE }) workspaceId!: string;
  @ApiProperty({ enum: PROVIDER_NAMES, example: 'r2' }) provider!: string;
  @ApiProperty({ type: String, example: 'Marketing R2' }) name!: string;
  @ApiProperty({ type: Boolean, example: true }) isActive!: boolean;
  @ApiProperty({ type: Boolean, example: true }) isDefault!: boolean;
  @ApiProperty({
    type: 'object',
    additionalProperties: true,
    description: 'Secrets show as ********.',
    example: SHOWN_CONFIG,
  })
  config!: Record<string, string>;
  @ApiProperty({ type: String, format: 'date-time', example: TIME }) createdAt!: string;
  @ApiProperty({ type: String, format: 'date-time', example: TIME }) updatedAt!: string;
}

export class IntegrationReplyDto {
  @ApiProperty({ type: IntegrationDto }) integration!: IntegrationDto;
}

export class IntegrationListDto {
  @ApiProperty({ type: [IntegrationDto] }) integrations!: IntegrationDto[];
}

export class TestVerdictDto {
  @ApiProperty({ type: Boolean, example: true }) success!: boolean;
  @ApiProperty({
    type: String,
    nullable: true,
    description: 'What went wrong, as a sentence.',
    example: null,
  })
  error!: string | null;
}

export class SuccessDto {
  @ApiProperty({ type: Boolean, example: true }) success!: boolean;
}

export class DriveAuthUrlDto {
  @ApiProperty({
    type: String,
    description: 'Open it in a browser; good once, for 15 minutes.',
    example: 'https://accounts.google.com/o/oauth2/v2/auth?client_id=…&state=…',
  })
  url!: string;
}
