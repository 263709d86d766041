import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional, IsString, MaxLength } from 'class-validator';

const ID = '018f6b1e-7c00-7000-8000-00000000000a';
const TIME = '2026-06-26T00:00:00.000Z';
const ROLES = ['owner', 'admin', 'member'];

export class CreateApiKeyDto {
  @ApiPropertyOptional({ type: String, maxLength: 200, example: 'ci' })
  @IsOptional()
  @IsString({ message: 'name must be a text' })
  @MaxLength(200, { message: 'name must be a text of at most 200 characters' })
  name?: string | null;

  @ApiPropertyOptional({
    enum: ROLES,
    description: 'What the key may do, at most what you may; absent: that. Our extension.',
  })
  @IsOptional()
  @IsIn(ROLES, { message: 'role must be owner, admin or member' })
  role?: 'owner' | 'admin' | 'member';

  @ApiPropertyOptional({
    type: String,
    nullable: true,
    description:
      'null: the key is linked to no workspace and renders in your oldest one, without destinations; absent: the workspace of this request. Our extension.',
    example: null,
  })
  @IsOptional()
  @IsString({ message: 'workspaceId must be null or the id of this workspace' })
  workspaceId?: string | null;
}

export class ApiKeyQueryDto {
  @ApiPropertyOptional({
    type: String,
    description: 'true: revoked keys too. Our extension.',
    example: 'true',
  })
  @IsOptional()
  @IsString({ message: 'all must be true or false' })
  all?: string;
}

export class ApiKeyDto {
  @ApiProperty({ type: String, format: 'uuid', example: ID })
  id!: string;

  @ApiProperty({ type: String, example: 'ci' })
  name!: string;

  @ApiProperty({ type: String, description: 'The first characters of the key.', example: 'vf_live_ab12cd34' })
  prefix!: string;

  @ApiProperty({ type: String, description: 'The same as `prefix`.', example: 'vf_live_ab12cd34' })
  key_prefix!: string;

  @ApiProperty({ type: String, format: 'date-time', example: TIME })
  createdAt!: string;

  @ApiProperty({ type: String, format: 'date-time', example: TIME })
  created_at!: string;

  @ApiProperty({ type: String, format: 'date-time', nullable: true, example: null })
  lastUsedAt!: string | null;

  @ApiProperty({ type: String, format: 'date-time', nullable: true, example: null })
  last_used_at!: string | null;

  @ApiProperty({ type: String, format: 'date-time', nullable: true, example: null })
  revoked_at!: string | null;

  @ApiProperty({ enum: ROLES, description: 'Our extension.' })
  role!: string;

  @ApiProperty({ type: Boolean, description: 'Is it linked to a workspace? Our extension.', example: true })
  linked!: boolean;
}

export class ApiKeyListDto {
  @ApiProperty({ type: [ApiKeyDto] })
  keys!: ApiKeyDto[];
}

export class CreatedApiKeyDto extends ApiKeyDto {
  @ApiProperty({ type: String, description: 'The key itself; it is shown this once.', example: 'vf_live_…' })
  apiKey!: string;

  @ApiProperty({ type: String, description: 'The same as `apiKey`.', example: 'vf_live_…' })
  key!: string;

  @ApiProperty({ type: ApiKeyDto })
  keyData!: ApiKeyDto;
}

export class DeletedApiKeyDto {
  @ApiProperty({ type: Boolean, example: true })
  success!: boolean;
}
