import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  Max,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';
import { PageFactsDto } from '../edge/paging.dto.js';

const ID = '018f6b1e-7c00-7000-8000-000000000001';
const TIME = '2026-06-26T00:00:00.000Z';
/** A week: a longer window is a drain. */
const MOST_MINUTES = 7 * 24 * 60;
const MOST_WINDOWS = 16;
const ENGINES = ['cpu', 'nvenc', 'qsv', 'vaapi', 'videotoolbox', 'io'];

export class ChunkCacheDto {
  @ApiProperty({ type: 'integer', description: 'Pieces that are kept.', example: 120 })
  pieces!: number;

  @ApiProperty({ type: 'integer', description: 'Their bytes.', example: 943_718_400 })
  bytes!: number;

  @ApiProperty({ type: 'integer', description: 'Pieces that a render found made already.', example: 75 })
  hits!: number;

  @ApiProperty({ type: 'integer', description: 'Pieces that were made, or are to be.', example: 25 })
  misses!: number;

  @ApiProperty({
    type: Number,
    nullable: true,
    description: 'Part of hits; null: no pieces yet.',
    example: 0.75,
  })
  hitRate!: number | null;
}

export class FarmStateDto {
  @ApiProperty({ type: Boolean, description: 'true: renders are taken and none is begun.', example: false })
  paused!: boolean;

  @ApiProperty({ type: String, format: 'date-time', nullable: true, example: null })
  pausedAt!: string | null;

  @ApiProperty({ type: String, nullable: true, example: null })
  reason!: string | null;

  @ApiProperty({ type: ChunkCacheDto, description: 'Of the renders that are still in the ledger.' })
  chunkCache!: ChunkCacheDto;
}

export class UpdateFarmDto {
  @ApiProperty({ type: Boolean, example: true })
  @IsBoolean({ message: 'paused must be true or false' })
  paused!: boolean;

  @ApiPropertyOptional({
    type: String,
    maxLength: 200,
    description: 'Shown to those who wait.',
    example: 'new disks',
  })
  @IsOptional()
  @IsString({ message: 'reason must be a text' })
  @MaxLength(200, { message: 'reason must be a text of at most 200 characters' })
  reason?: string;
}

export class MaintenanceWindowDto {
  @ApiProperty({
    type: String,
    description: 'When it begins: a cron expression of five fields, or six with seconds.',
    example: '0 3 * * 1-5',
  })
  @IsString({ message: 'start must be a cron expression such as "0 3 * * 1-5"' })
  @MaxLength(100, { message: 'start must be a cron expression of at most 100 characters' })
  start!: string;

  @ApiProperty({ type: 'integer', minimum: 1, maximum: MOST_MINUTES, example: 90 })
  @IsInt({ message: 'minutes must be a whole number' })
  @Min(1, { message: 'minutes must be at least 1' })
  @Max(MOST_MINUTES, { message: 'minutes must be at most a week' })
  minutes!: number;

  @ApiPropertyOptional({ type: String, description: 'Absent: UTC.', example: 'Europe/Berlin' })
  @IsOptional()
  @IsString({ message: 'timeZone must be a name such as Europe/Berlin' })
  @MaxLength(64, { message: 'timeZone must be a name such as Europe/Berlin' })
  timeZone?: string;
}

export class AgentEngineDto {
  @ApiProperty({ enum: ENGINES, example: 'cpu' })
  engine!: string;

  @ApiProperty({ type: 'integer', description: 'Attempts that may run at once.', example: 2 })
  slots!: number;

  @ApiProperty({ type: 'integer', description: 'Attempts that hold leases now.', example: 1 })
  taken!: number;

  @ApiProperty({
    type: 'number',
    nullable: true,
    description: 'Measured: frames of 1920x1080 a second.',
    example: 240,
  })
  fps!: number | null;
}

export class AgentQuarantineDto {
  @ApiProperty({ enum: ENGINES, example: 'nvenc' })
  engine!: string;

  @ApiProperty({
    enum: ['open', 'shut', 'trial'],
    description: 'open: it failed and is used; shut: no work until `until`; trial: one attempt decides.',
    example: 'shut',
  })
  state!: string;

  @ApiProperty({ type: String, format: 'date-time', nullable: true, example: TIME })
  until!: string | null;

  @ApiProperty({ type: 'integer', description: 'Orders that failed in a row.', example: 3 })
  failures!: number;

  @ApiProperty({ type: String, description: 'The last failure.', example: 'No capable devices found' })
  message!: string;
}

export class AgentDto {
  @ApiProperty({ type: String, format: 'uuid', example: ID })
  id!: string;

  @ApiProperty({ type: String, example: 'rack-3' })
  name!: string;

  @ApiProperty({ enum: ['joining', 'ready', 'draining', 'revoked'], example: 'ready' })
  state!: string;

  @ApiProperty({ enum: ['online', 'stale', 'lost'], example: 'online' })
  presence!: string;

  @ApiProperty({ type: [String], example: ['studio', 'region=eu'] })
  labels!: string[];

  @ApiProperty({ type: [AgentEngineDto] })
  engines!: AgentEngineDto[];

  @ApiProperty({ enum: ['finish', 'now'], nullable: true, description: 'As asked for.', example: null })
  drain!: string | null;

  @ApiProperty({ type: Boolean, description: 'As its last beat said.', example: true })
  accepting!: boolean;

  @ApiProperty({ type: String, nullable: true, example: null })
  notAcceptingReason!: string | null;

  @ApiProperty({ type: [MaintenanceWindowDto] })
  windows!: MaintenanceWindowDto[];

  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    description: 'End of the window that is open.',
    example: null,
  })
  maintenanceUntil!: string | null;

  @ApiProperty({ type: String, format: 'date-time', nullable: true, example: TIME })
  maintenanceNext!: string | null;

  @ApiProperty({ type: [AgentQuarantineDto] })
  quarantines!: AgentQuarantineDto[];

  @ApiProperty({ type: String, nullable: true, example: '1.2' })
  wireVersion!: string | null;

  @ApiProperty({ type: String, nullable: true, example: '0.1.0' })
  agentVersion!: string | null;

  @ApiProperty({ type: 'number', nullable: true, description: 'Of one minute.', example: 3.5 })
  load!: number | null;

  @ApiProperty({ type: 'integer', nullable: true, example: 500000000000 })
  diskFreeBytes!: number | null;

  @ApiProperty({ type: String, format: 'date-time', example: TIME })
  createdAt!: string;

  @ApiProperty({ type: String, format: 'date-time', nullable: true, example: TIME })
  seenAt!: string | null;
}

export class AgentListDto extends PageFactsDto {
  @ApiProperty({ type: [AgentDto] })
  agents!: AgentDto[];
}

export class UpdateAgentDto {
  @ApiPropertyOptional({
    enum: ['finish', 'now', 'off'],
    description: 'finish: no new work; now: give everything back too; off: work again.',
    example: 'finish',
  })
  @IsOptional()
  @IsIn(['finish', 'now', 'off'], { message: 'drain must be finish, now or off' })
  drain?: 'finish' | 'now' | 'off';

  @ApiPropertyOptional({ type: [MaintenanceWindowDto], description: 'Replaces all windows of the agent.' })
  @IsOptional()
  @IsArray({ message: 'windows must be a list' })
  @ArrayMaxSize(MOST_WINDOWS, { message: `windows must be a list of at most ${MOST_WINDOWS}` })
  @ValidateNested({ each: true, message: 'windows must be a list of objects with start and minutes' })
  @Type(() => MaintenanceWindowDto)
  windows?: MaintenanceWindowDto[];
}
