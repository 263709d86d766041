import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsOptional, IsString, MaxLength } from 'class-validator';
import { PageFactsDto, PageQueryDto } from './paging.dto.js';

const ID = '018f6b1e-7c00-7000-8000-00000000000a';

export class AuditQueryDto extends PageQueryDto {
  @ApiPropertyOptional({
    type: String,
    description: 'Only this action, or with a noun alone (`key`) all that happened to such things.',
    example: 'key.created',
  })
  @IsOptional()
  @IsString({ message: 'action must be a text' })
  @MaxLength(100, { message: 'action must be a text of at most 100 characters' })
  action?: string;
}

export class AuditEntryDto {
  @ApiProperty({ type: String, format: 'uuid', example: ID })
  id!: string;

  @ApiProperty({ type: String, format: 'date-time', example: '2026-06-26T00:00:00.000Z' })
  at!: string;

  @ApiProperty({ type: String, example: 'key.created' })
  action!: string;

  @ApiProperty({ enum: ['user', 'key', 'admin'], description: 'admin: the operator of the farm.' })
  actorKind!: string;

  @ApiProperty({ type: String, format: 'uuid', nullable: true, example: ID })
  actorId!: string | null;

  @ApiProperty({ type: String, description: 'What kind of thing was changed.', example: 'key' })
  targetKind!: string;

  @ApiProperty({ type: String, nullable: true, example: ID })
  targetId!: string | null;

  @ApiProperty({ type: String, format: 'uuid', nullable: true, example: ID })
  workspaceId!: string | null;

  @ApiProperty({ type: 'object', additionalProperties: true, example: { name: 'ci', role: 'owner' } })
  detail!: Record<string, unknown>;

  @ApiProperty({ type: String, nullable: true, description: 'Where it came from.', example: '192.0.2.7' })
  address!: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'As in the log.', example: ID })
  requestId!: string | null;
}

export class AuditListDto extends PageFactsDto {
  @ApiProperty({ type: [AuditEntryDto], description: 'The newest first.' })
  entries!: AuditEntryDto[];
}
