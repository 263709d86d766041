import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsNotEmpty, IsOptional, IsString, Length, MaxLength } from 'class-validator';

const ID = '018f6b1e-7c00-7000-8000-000000000001';

export class LoginDto {
  @ApiProperty({ type: String, example: 'owner@framefarm.local' })
  @IsString({ message: 'email must be a text' })
  @IsNotEmpty({ message: 'email is missing' })
  @MaxLength(320, { message: 'email must be a text of at most 320 characters' })
  email!: string;

  @ApiProperty({ type: String, example: 'the password from credentials.json' })
  @IsString({ message: 'password must be a text' })
  @IsNotEmpty({ message: 'password is missing' })
  @MaxLength(1024, { message: 'password must be a text of at most 1024 characters' })
  password!: string;

  @ApiPropertyOptional({
    type: String,
    description: 'Which of your workspaces; absent: the one you have been in for longest.',
    example: ID,
  })
  @IsOptional()
  @IsString({ message: 'workspaceId must be the id of one of your workspaces' })
  workspaceId?: string;
}

export class RefreshDto {
  @ApiProperty({ type: String, example: 'vf_refresh_…' })
  @IsString({ message: 'refreshToken must be a text' })
  @IsNotEmpty({ message: 'refreshToken is missing' })
  @MaxLength(200, { message: 'refreshToken must be the text that login or refresh answered' })
  refreshToken!: string;
}

export class LogoutDto {
  @ApiPropertyOptional({
    type: String,
    description: 'Absent: send the Bearer token.',
    example: 'vf_refresh_…',
  })
  @IsOptional()
  @IsString({ message: 'refreshToken must be a text' })
  @MaxLength(200, { message: 'refreshToken must be the text that login or refresh answered' })
  refreshToken?: string;
}

export class SwitchDto {
  @ApiProperty({ type: String, format: 'uuid', example: ID })
  @IsString({ message: 'workspaceId must be the id of one of your workspaces' })
  @IsNotEmpty({ message: 'workspaceId is missing' })
  workspaceId!: string;
}

export class ChangePasswordDto {
  @ApiProperty({ type: String, example: 'the old one' })
  @IsString({ message: 'currentPassword must be a text' })
  @IsNotEmpty({ message: 'currentPassword is missing' })
  @MaxLength(1024, { message: 'currentPassword must be a text of at most 1024 characters' })
  currentPassword!: string;

  @ApiProperty({ type: String, minLength: 8, maxLength: 1024, example: 'a long new one' })
  @IsString({ message: 'newPassword must be a text' })
  @Length(8, 1024, { message: 'newPassword must have 8 to 1024 characters' })
  newPassword!: string;
}

export class AcceptInvitationDto {
  @ApiProperty({ type: String, example: 'vf_invite_…' })
  @IsString({ message: 'token must be a text' })
  @IsNotEmpty({ message: 'token is missing: it is in the invitation' })
  @MaxLength(200, { message: 'token must be the text from the invitation' })
  token!: string;

  @ApiProperty({
    type: String,
    minLength: 8,
    maxLength: 1024,
    description: 'New here: the password you choose. Known here: the one you have.',
    example: 'a long one',
  })
  @IsString({ message: 'password must be a text' })
  @Length(8, 1024, { message: 'password must have 8 to 1024 characters' })
  password!: string;

  @ApiPropertyOptional({ type: String, nullable: true, example: 'Ada Lovelace' })
  @IsOptional()
  @IsString({ message: 'name must be a text' })
  @MaxLength(200, { message: 'name must be a text of at most 200 characters' })
  name?: string;
}

export class UserDto {
  @ApiProperty({ type: String, format: 'uuid', example: ID })
  id!: string;

  @ApiProperty({ type: String, example: 'owner@framefarm.local' })
  email!: string;

  @ApiPropertyOptional({ type: String, nullable: true, example: 'Ada Lovelace' })
  name!: string | null;

  @ApiProperty({ enum: ['owner', 'admin', 'member'], description: 'In the workspace of this answer.' })
  role!: string;
}

export class WorkspaceDto {
  @ApiProperty({ type: String, format: 'uuid', example: ID })
  id!: string;

  @ApiProperty({ type: String, example: 'My farm' })
  name!: string;

  @ApiProperty({
    type: String,
    description: 'Signs the calls to the webhookUrl of a render (header X-ILVE-Signature).',
    example: 'whsec_…',
  })
  webhookSecret!: string;
}

export class MyWorkspaceDto {
  @ApiProperty({ type: String, format: 'uuid', example: ID })
  id!: string;

  @ApiProperty({ type: String, example: 'My farm' })
  name!: string;

  @ApiProperty({ enum: ['owner', 'admin', 'member'] })
  role!: string;
}

export class SessionDto {
  @ApiProperty({
    type: String,
    description: 'Send it as `Authorization: Bearer …`.',
    example: 'eyJhbGciOiJIUzI1NiJ9…',
  })
  token!: string;

  @ApiProperty({ type: String, description: 'The same as `token`.', example: 'eyJhbGciOiJIUzI1NiJ9…' })
  accessToken!: string;

  @ApiProperty({ type: 'integer', description: 'Seconds.', example: 3600 })
  expiresIn!: number;

  @ApiProperty({
    type: String,
    description: 'Good for one POST /v1/auth/refresh, which answers the next one.',
    example: 'vf_refresh_…',
  })
  refreshToken!: string;

  @ApiProperty({ type: 'integer', description: 'Seconds.', example: 2592000 })
  refreshExpiresIn!: number;

  @ApiProperty({ type: UserDto })
  user!: UserDto;

  @ApiProperty({ type: WorkspaceDto, description: 'The one that the token opens.' })
  workspace!: WorkspaceDto;

  @ApiProperty({ type: [MyWorkspaceDto], description: 'All of yours, the oldest membership first.' })
  workspaces!: MyWorkspaceDto[];
}

export class MyKeyDto {
  @ApiProperty({ type: String, format: 'uuid', example: ID })
  id!: string;

  @ApiProperty({ type: Boolean, description: 'Is it linked to the workspace?', example: true })
  linked!: boolean;
}

export class MeDto {
  @ApiProperty({ type: UserDto, nullable: true, description: 'Null for an API key.' })
  user!: UserDto | null;

  @ApiProperty({ type: MyKeyDto, nullable: true, description: 'Null for a person.' })
  key!: MyKeyDto | null;

  @ApiProperty({ type: MyWorkspaceDto, description: 'The one this request worked in.' })
  workspace!: MyWorkspaceDto;

  @ApiProperty({ type: [MyWorkspaceDto] })
  workspaces!: MyWorkspaceDto[];
}

export class DoneDto {
  @ApiProperty({ type: Boolean, example: true })
  success!: boolean;
}
