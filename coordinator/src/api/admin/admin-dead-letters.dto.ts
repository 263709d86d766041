import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { FAILURES } from '@farm/shared/wire';
import { IsOptional, IsString, IsUUID, MaxLength } from 'class-validator';
import { PageFactsDto, PageQueryDto } from '../edge/paging.dto.js';

const ID = '018f6b1e-7c00-7000-8000-000000000003';
const TIME = '2026-06-26T00:00:00.000Z';

export class DeadLetterQueryDto extends PageQueryDto {
  @ApiPropertyOptional({ type: String, format: 'uuid', example: ID })
  @IsOptional()
  @IsUUID(undefined, { message: 'workspaceId must be the id of a workspace' })
  workspaceId?: string;

  @ApiPropertyOptional({ type: String, description: 'Only those with this reason.', example: 'timed-out' })
  @IsOptional()
  @IsString({ message: 'code must be a text' })
  @MaxLength(50, { message: 'code must be a text of at most 50 characters' })
  code?: string;
}

export class DeadLetterDto {
  @ApiProperty({ type: String, format: 'uuid', description: 'Of the work order.', example: ID })
  id!: string;

  @ApiProperty({ type: String, format: 'uuid', example: ID })
  jobId!: string;

  @ApiProperty({ type: String, format: 'uuid', example: ID })
  workspaceId!: string;

  @ApiProperty({ type: String, description: 'What kind of order it was.', example: 'whole' })
  kind!: string;

  @ApiProperty({ type: String, example: 'Summer campaign' })
  name!: string;

  @ApiProperty({ enum: Object.keys(FAILURES), example: 'ffmpeg-failed' })
  code!: string;

  @ApiProperty({ enum: ['user', 'upstream', 'internal'], description: 'Whose fault it is.' })
  fault!: string;

  @ApiProperty({ type: String, example: 'ffmpeg ended with code 1. (Given up after 3 attempts.)' })
  message!: string;

  @ApiProperty({ type: 'integer', description: 'Counted failures.', example: 3 })
  failures!: number;

  @ApiProperty({ type: [String], format: 'uuid', description: 'Agents that failed it.', example: [ID] })
  agentIds!: string[];

  @ApiProperty({ type: String, format: 'date-time', example: TIME })
  failedAt!: string;

  @ApiProperty({
    type: String,
    format: 'uuid',
    nullable: true,
    description: 'The job that it was tried again as.',
    example: null,
  })
  retriedAs!: string | null;
}

export class DeadLetterListDto extends PageFactsDto {
  @ApiProperty({ type: [DeadLetterDto] })
  deadLetters!: DeadLetterDto[];
}

export class RetriedDto {
  @ApiProperty({ type: String, format: 'uuid', description: 'The job that does it now.', example: ID })
  jobId!: string;
}
