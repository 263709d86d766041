import { ApiProperty } from '@nestjs/swagger';

const ID = '018f6b1e-7c00-7000-8000-000000000003';

export class LogFailureDto {
  @ApiProperty({ type: String, example: 'source-undecodable' })
  code!: string;

  @ApiProperty({ type: String, example: 'Layer 2: clip.mp4 cannot be decoded; use another file.' })
  message!: string;
}

export class LogAttemptDto {
  @ApiProperty({
    type: 'integer',
    minimum: 1,
    description: 'In the order of the offers of the job; an offer that an agent declined leaves a gap.',
    example: 1,
  })
  number!: number;

  @ApiProperty({ type: String, description: 'What was to be done.', example: 'whole' })
  order!: string;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'Name of the agent; null unless the request has the admin secret of the farm too.',
    example: null,
  })
  agent!: string | null;

  @ApiProperty({ type: String, example: 'cpu' })
  engine!: string;

  @ApiProperty({ enum: ['running', 'done', 'failed', 'cancelled'], example: 'done' })
  state!: string;

  @ApiProperty({ type: String, format: 'date-time', example: '2026-06-26T00:00:00.000Z' })
  startedAt!: string;

  @ApiProperty({ type: String, format: 'date-time', nullable: true, example: '2026-06-26T00:00:10.000Z' })
  endedAt!: string | null;

  @ApiProperty({ type: LogFailureDto, nullable: true, example: null })
  failure!: LogFailureDto | null;

  @ApiProperty({ type: 'integer', description: 'Size of its log.', example: 1620 })
  bytes!: number;
}

export class LogEntryDto {
  @ApiProperty({ type: 'integer', description: 'Number of the attempt.', example: 1 })
  attempt!: number;

  @ApiProperty({
    type: 'integer',
    description: 'Place of the text in the log of its attempt, bytes.',
    example: 0,
  })
  offset!: number;

  @ApiProperty({
    type: String,
    description: 'Whole lines, each with the time on the clock of the agent.',
    example: '2026-06-26T00:00:00.123Z render began\n',
  })
  text!: string;
}

export class LogsDto {
  @ApiProperty({ type: String, format: 'uuid', example: ID })
  jobId!: string;

  @ApiProperty({ type: String, example: 'completed' })
  status!: string;

  @ApiProperty({ type: [LogAttemptDto], description: 'The first thousand, and those of `entries`.' })
  attempts!: LogAttemptDto[];

  @ApiProperty({
    type: [LogEntryDto],
    description: 'What follows `offset`, as it came; at most some 256 KiB.',
  })
  entries!: LogEntryDto[];

  @ApiProperty({ type: 'integer', description: 'The `offset` that goes on from here.', example: 1620 })
  nextOffset!: number;

  @ApiProperty({ type: Boolean, description: 'There is more already: ask again at once.', example: false })
  more!: boolean;

  @ApiProperty({
    type: Boolean,
    description: 'The job (with `attempt`: the attempt) has ended and this is the last of it.',
    example: true,
  })
  ended!: boolean;
}
