import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import {
  IsBoolean,
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  IsUUID,
  Length,
  Matches,
  Max,
  MaxLength,
  Min,
} from 'class-validator';
import { AuditQueryDto } from '../edge/audit.dto.js';
import { PageFactsDto, PageQueryDto } from '../edge/paging.dto.js';

const ID = '018f6b1e-7c00-7000-8000-000000000001';
const TIME = '2026-06-26T00:00:00.000Z';
const ROLES = ['owner', 'admin', 'member'];
/** Ten years. */
const MOST_SECONDS = 315_360_000;

export class AdminPageQueryDto extends PageQueryDto {
  @ApiPropertyOptional({ type: String, description: 'Part of a name or e-mail address.', example: 'north' })
  @IsOptional()
  @IsString({ message: 'search must be a text' })
  @MaxLength(200, { message: 'search must be a text of at most 200 characters' })
  search?: string;
}

export class AdminWorkspaceDto {
  @ApiProperty({ type: String, format: 'uuid', example: ID })
  id!: string;

  @ApiProperty({ type: String, example: 'Studio North' })
  name!: string;

  @ApiProperty({ type: Boolean, example: false })
  paused!: boolean;

  @ApiProperty({ type: String, format: 'date-time', example: TIME })
  createdAt!: string;
}

export class AdminWorkspaceListDto extends PageFactsDto {
  @ApiProperty({ type: [AdminWorkspaceDto] })
  workspaces!: AdminWorkspaceDto[];
}

export class AdminMemberDto {
  @ApiProperty({ type: String, format: 'uuid', example: ID })
  id!: string;

  @ApiProperty({ type: String, example: 'ada@example.com' })
  email!: string;

  @ApiProperty({ enum: ROLES })
  role!: string;
}

export class AdminWorkspaceDetailDto extends AdminWorkspaceDto {
  @ApiProperty({ type: [AdminMemberDto], description: 'The first hundred.' })
  members!: AdminMemberDto[];
}

export class AdminCreateWorkspaceDto {
  @ApiProperty({ type: String, maxLength: 200, example: 'Studio North' })
  @IsString({ message: 'name must be a text' })
  @Matches(/\S/, { message: 'name must not be empty' })
  @MaxLength(200, { message: 'name must be a text of at most 200 characters' })
  name!: string;

  @ApiPropertyOptional({
    type: String,
    format: 'uuid',
    description: 'A user who becomes its first owner.',
    example: ID,
  })
  @IsOptional()
  @IsUUID(undefined, { message: 'ownerId must be the id of a user' })
  ownerId?: string;
}

export class AdminUpdateWorkspaceDto {
  @ApiPropertyOptional({ type: String, maxLength: 200, example: 'Studio North' })
  @IsOptional()
  @IsString({ message: 'name must be a text' })
  @Matches(/\S/, { message: 'name must not be empty' })
  @MaxLength(200, { message: 'name must be a text of at most 200 characters' })
  name?: string;

  @ApiPropertyOptional({
    type: Boolean,
    description: 'true: it can only be read; work under way goes on.',
    example: true,
  })
  @IsOptional()
  @IsBoolean({ message: 'paused must be true or false' })
  paused?: boolean;
}

export class AdminAddMemberDto {
  @ApiProperty({ type: String, format: 'uuid', example: ID })
  @IsUUID(undefined, { message: 'userId must be the id of a user' })
  userId!: string;

  @ApiPropertyOptional({ enum: ROLES, default: 'member' })
  @IsOptional()
  @IsIn(ROLES, { message: 'role must be owner, admin or member' })
  role?: 'owner' | 'admin' | 'member';
}

export class AdminSetRoleDto {
  @ApiProperty({ enum: ROLES, example: 'admin' })
  @IsIn(ROLES, { message: 'role must be owner, admin or member' })
  role!: 'owner' | 'admin' | 'member';
}

export class AdminUserDto {
  @ApiProperty({ type: String, format: 'uuid', example: ID })
  id!: string;

  @ApiProperty({ type: String, example: 'ada@example.com' })
  email!: string;

  @ApiProperty({ type: String, nullable: true, example: 'Ada Lovelace' })
  name!: string | null;

  @ApiProperty({ type: Boolean, example: false })
  disabled!: boolean;

  @ApiProperty({ type: String, format: 'date-time', example: TIME })
  createdAt!: string;
}

export class AdminUserListDto extends PageFactsDto {
  @ApiProperty({ type: [AdminUserDto] })
  users!: AdminUserDto[];
}

export class AdminCreateUserDto {
  @ApiProperty({ type: String, example: 'ada@example.com' })
  @IsString({ message: 'email must be a text' })
  @Matches(/^\s*[^\s@]+@[^\s@]+\s*$/, { message: 'email must be an e-mail address' })
  @MaxLength(320, { message: 'email must be a text of at most 320 characters' })
  email!: string;

  @ApiPropertyOptional({ type: String, nullable: true, example: 'Ada Lovelace' })
  @IsOptional()
  @IsString({ message: 'name must be a text' })
  @MaxLength(200, { message: 'name must be a text of at most 200 characters' })
  name?: string | null;

  @ApiPropertyOptional({ type: String, description: 'Absent: one is made.', example: 'a long one' })
  @IsOptional()
  @IsString({ message: 'password must be a text' })
  @Length(8, 1024, { message: 'password must have 8 to 1024 characters' })
  password?: string;

  @ApiPropertyOptional({
    type: String,
    format: 'uuid',
    description: 'A workspace to put the user in.',
    example: ID,
  })
  @IsOptional()
  @IsUUID(undefined, { message: 'workspaceId must be the id of a workspace' })
  workspaceId?: string;

  @ApiPropertyOptional({ enum: ROLES, default: 'member', description: 'In that workspace.' })
  @IsOptional()
  @IsIn(ROLES, { message: 'role must be owner, admin or member' })
  role?: 'owner' | 'admin' | 'member';
}

export class AdminUpdateUserDto {
  @ApiProperty({
    type: Boolean,
    description: 'true: no login, no token of theirs works any more.',
    example: true,
  })
  @IsBoolean({ message: 'disabled must be true or false' })
  disabled!: boolean;
}

export class AdminResetPasswordDto {
  @ApiPropertyOptional({ type: String, description: 'Absent: one is made.', example: 'a long one' })
  @IsOptional()
  @IsString({ message: 'password must be a text' })
  @Length(8, 1024, { message: 'password must have 8 to 1024 characters' })
  password?: string;
}

export class AdminUserPasswordDto extends AdminUserDto {
  @ApiProperty({ type: String, description: 'It is shown this once.', example: 'pVq…' })
  password!: string;
}

export class AdminKeyQueryDto extends PageQueryDto {
  @ApiPropertyOptional({ type: String, format: 'uuid', example: ID })
  @IsOptional()
  @IsUUID(undefined, { message: 'workspaceId must be the id of a workspace' })
  workspaceId?: string;

  @ApiPropertyOptional({ type: String, description: 'true: revoked keys too.', example: 'true' })
  @IsOptional()
  @IsString({ message: 'all must be true or false' })
  all?: string;
}

export class AdminKeyDto {
  @ApiProperty({ type: String, format: 'uuid', example: ID })
  id!: string;

  @ApiProperty({ type: String, format: 'uuid', nullable: true, example: ID })
  workspaceId!: string | null;

  @ApiProperty({ type: String, example: 'ci' })
  name!: string;

  @ApiProperty({ type: String, example: 'vf_live_ab12cd34' })
  prefix!: string;

  @ApiProperty({ enum: ROLES })
  role!: string;

  @ApiProperty({ type: String, format: 'uuid', nullable: true, example: ID })
  createdBy!: string | null;

  @ApiProperty({ type: String, format: 'date-time', example: TIME })
  createdAt!: string;

  @ApiProperty({ type: String, format: 'date-time', nullable: true, example: null })
  lastUsedAt!: string | null;

  @ApiProperty({ type: String, format: 'date-time', nullable: true, example: null })
  revokedAt!: string | null;
}

export class AdminKeyListDto extends PageFactsDto {
  @ApiProperty({ type: [AdminKeyDto] })
  keys!: AdminKeyDto[];
}

export class AdminCreateKeyDto {
  @ApiProperty({ type: String, format: 'uuid', example: ID })
  @IsUUID(undefined, { message: 'workspaceId must be the id of a workspace' })
  workspaceId!: string;

  @ApiPropertyOptional({ type: String, maxLength: 200, example: 'ci' })
  @IsOptional()
  @IsString({ message: 'name must be a text' })
  @MaxLength(200, { message: 'name must be a text of at most 200 characters' })
  name?: string;

  @ApiPropertyOptional({ enum: ROLES, default: 'owner' })
  @IsOptional()
  @IsIn(ROLES, { message: 'role must be owner, admin or member' })
  role?: 'owner' | 'admin' | 'member';
}

export class AdminCreatedKeyDto extends AdminKeyDto {
  @ApiProperty({ type: String, description: 'The key itself; it is shown this once.', example: 'vf_live_…' })
  apiKey!: string;
}

export class JoinTokenDto {
  @ApiProperty({ type: String, format: 'uuid', example: ID })
  id!: string;

  @ApiProperty({ type: String, example: 'rack 3' })
  label!: string;

  @ApiProperty({ type: Boolean, description: 'false: it joins one agent.', example: false })
  reusable!: boolean;

  @ApiProperty({ type: String, format: 'date-time', example: TIME })
  createdAt!: string;

  @ApiProperty({ type: String, format: 'date-time', nullable: true, example: null })
  expiresAt!: string | null;

  @ApiProperty({ type: String, format: 'date-time', nullable: true, example: null })
  usedAt!: string | null;

  @ApiProperty({ type: String, format: 'uuid', nullable: true, description: 'The agent.', example: null })
  usedBy!: string | null;

  @ApiProperty({ type: String, format: 'date-time', nullable: true, example: null })
  revokedAt!: string | null;
}

export class JoinTokenListDto extends PageFactsDto {
  @ApiProperty({ type: [JoinTokenDto] })
  joinTokens!: JoinTokenDto[];
}

export class CreateJoinTokenDto {
  @ApiPropertyOptional({ type: String, maxLength: 200, example: 'rack 3' })
  @IsOptional()
  @IsString({ message: 'label must be a text' })
  @MaxLength(200, { message: 'label must be a text of at most 200 characters' })
  label?: string;

  @ApiPropertyOptional({ type: Boolean, default: false, description: 'true: it joins any number of agents.' })
  @IsOptional()
  @IsBoolean({ message: 'reusable must be true or false' })
  reusable?: boolean;

  @ApiPropertyOptional({ type: 'integer', description: 'Seconds; absent: a day.', example: 86400 })
  @IsOptional()
  @IsInt({ message: 'expiresInSeconds must be a whole number of seconds' })
  @Min(60, { message: 'expiresInSeconds must be at least 60' })
  @Max(MOST_SECONDS, { message: 'expiresInSeconds must be at most ten years' })
  expiresInSeconds?: number;
}

export class CreatedJoinTokenDto {
  @ApiProperty({ type: String, format: 'uuid', example: ID })
  id!: string;

  @ApiProperty({
    type: String,
    description: 'For `framefarm agent --join`; shown this once.',
    example: 'vf_join_…',
  })
  token!: string;
}

export class AdminDoneDto {
  @ApiProperty({ type: Boolean, example: true })
  success!: boolean;
}

export class AdminAuditQueryDto extends AuditQueryDto {
  @ApiPropertyOptional({ type: String, format: 'uuid', description: 'Only what concerns it.', example: ID })
  @IsOptional()
  @IsUUID(undefined, { message: 'workspaceId must be the id of a workspace' })
  workspaceId?: string;
}
