import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsNotEmpty, IsOptional, IsString, Matches, MaxLength } from 'class-validator';
import { PageFactsDto } from '../../edge/paging.dto.js';

const ID = '018f6b1e-7c00-7000-8000-000000000001';
const TIME = '2026-06-26T00:00:00.000Z';
const ROLES = ['owner', 'admin', 'member'];

export class TeamDto {
  @ApiProperty({ type: String, format: 'uuid', example: ID })
  id!: string;

  @ApiProperty({ type: String, example: 'My farm' })
  name!: string;

  @ApiProperty({ type: String, format: 'date-time', example: TIME })
  createdAt!: string;

  @ApiProperty({
    type: Boolean,
    description: 'Paused by the operator of the farm: it can only be read.',
    example: false,
  })
  paused!: boolean;
}

export class UpdateTeamDto {
  @ApiProperty({ type: String, maxLength: 200, example: 'Studio North' })
  @IsString({ message: 'name must be a text' })
  @Matches(/\S/, { message: 'name must not be empty' })
  @MaxLength(200, { message: 'name must be a text of at most 200 characters' })
  name!: string;
}

export class MemberDto {
  @ApiProperty({ type: String, format: 'uuid', example: ID })
  id!: string;

  @ApiProperty({ type: String, example: 'ada@example.com' })
  email!: string;

  @ApiProperty({ type: String, nullable: true, example: 'Ada Lovelace' })
  name!: string | null;

  @ApiProperty({ enum: ROLES })
  role!: string;

  @ApiProperty({
    type: String,
    format: 'date-time',
    description: 'Since when in the workspace.',
    example: TIME,
  })
  createdAt!: string;
}

export class MemberListDto extends PageFactsDto {
  @ApiProperty({ type: [MemberDto] })
  members!: MemberDto[];
}

export class UpdateMemberDto {
  @ApiProperty({ enum: ROLES, example: 'admin' })
  @IsIn(ROLES, { message: 'role must be owner, admin or member' })
  role!: 'owner' | 'admin' | 'member';
}

export class RemoveMemberQueryDto {
  @ApiPropertyOptional({
    type: String,
    description: 'true: also revoke the API keys that this person made for the workspace.',
    example: 'true',
  })
  @IsOptional()
  @IsString({ message: 'revokeKeys must be true or false' })
  revokeKeys?: string;
}

export class RemovedMemberDto {
  @ApiProperty({ type: Boolean, example: true })
  success!: boolean;
}

export class CreateInvitationDto {
  @ApiProperty({ type: String, example: 'ada@example.com' })
  @IsString({ message: 'email must be a text' })
  @IsNotEmpty({ message: 'email is missing' })
  @Matches(/^\s*[^\s@]+@[^\s@]+\s*$/, { message: 'email must be an e-mail address' })
  @MaxLength(320, { message: 'email must be a text of at most 320 characters' })
  email!: string;

  @ApiPropertyOptional({ enum: ROLES, default: 'member', description: 'At most your own.' })
  @IsOptional()
  @IsIn(ROLES, { message: 'role must be owner, admin or member' })
  role?: 'owner' | 'admin' | 'member';
}

export class InvitationDto {
  @ApiProperty({ type: String, format: 'uuid', example: ID })
  id!: string;

  @ApiProperty({ type: String, example: 'ada@example.com' })
  email!: string;

  @ApiProperty({ enum: ROLES })
  role!: string;

  @ApiProperty({ type: String, format: 'uuid', nullable: true, example: ID })
  invitedBy!: string | null;

  @ApiProperty({ type: String, format: 'date-time', example: TIME })
  createdAt!: string;

  @ApiProperty({ type: String, format: 'date-time', description: 'A week later.', example: TIME })
  expiresAt!: string;
}

export class InvitationListDto {
  @ApiProperty({ type: [InvitationDto] })
  invitations!: InvitationDto[];
}

export class CreatedInvitationDto extends InvitationDto {
  @ApiProperty({
    type: String,
    description: 'Hand it to the person: the farm sends no mail. It is shown this once.',
    example: 'vf_invite_…',
  })
  token!: string;

  @ApiProperty({
    type: String,
    description: 'Where the person POSTs the token and a password.',
    example: 'http://127.0.0.1:8470/v1/auth/accept-invitation',
  })
  acceptUrl!: string;
}
