import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';

const ID = '018f6b1e-7c00-7000-8000-000000000003';
const LINK = 'https://farm.example/files/outputs/master.mp4?expires=1790000000&signature=…';
const STATUSES = ['processing', 'rendering', 'completed', 'failed'];

export class DimensionsDto {
  @ApiProperty({ type: 'integer', minimum: 1, example: 1920 })
  width!: number;

  @ApiProperty({ type: 'integer', minimum: 1, example: 1080 })
  height!: number;
}

export class ToolRequestDto {
  @ApiProperty({
    type: String,
    format: 'uri',
    description: 'A public http(s) URL, a data: URL, or the assetUrl of an uploaded asset.',
    example: 'https://example.com/clip.mp4',
  })
  inputUrl!: string;

  @ApiProperty({
    type: 'object',
    additionalProperties: true,
    description: 'Of the tool; GET /v1/tools has its schema. Null and [] count as {}.',
    example: { startTime: 1, endTime: 3 },
  })
  config!: object;

  @ApiPropertyOptional({
    type: String,
    format: 'uri',
    description: 'Called when the job is completed or failed.',
    example: 'https://example.com/hooks/tool',
  })
  webhookUrl?: string;

  @ApiPropertyOptional({
    type: Number,
    minimum: 0,
    description: 'Seconds of the input, where they are known; the file wins.',
    example: 12.5,
  })
  duration?: number;

  @ApiPropertyOptional({ type: DimensionsDto, description: 'Pixels of the input, where they are known.' })
  dimensions?: DimensionsDto;
}

export class ToolProgressDto {
  @ApiProperty({
    type: 'integer',
    description: 'Frames done; tenths of a second where only sound is made.',
    example: 60,
  })
  done!: number;

  @ApiProperty({ type: 'integer', description: 'Frames of all passes, as far as known.', example: 60 })
  total!: number;

  @ApiProperty({ type: 'integer', minimum: 0, maximum: 100, example: 100 })
  percent!: number;
}

export class ToolWarningDto {
  @ApiProperty({ type: String, example: 'unknown-config' })
  code!: string;

  @ApiProperty({ type: String, example: 'config.endTme is not known to trim-video and was ignored.' })
  message!: string;

  @ApiPropertyOptional({ type: String, example: 'config.endTme' })
  path?: string;
}

export class ToolJobDto {
  @ApiProperty({ type: String, format: 'uuid', example: ID })
  jobId!: string;

  @ApiProperty({ type: String, format: 'uuid', description: 'The same as `jobId`.', example: ID })
  id!: string;

  @ApiProperty({
    enum: STATUSES,
    description: 'A cancelled job is `failed`.',
    example: 'completed',
  })
  status!: string;

  @ApiProperty({
    type: String,
    description: 'processing, preparing, rendering, verifying, uploading, completed or failed.',
    example: 'completed',
  })
  stage!: string;

  @ApiPropertyOptional({
    enum: ['native', 'render', 'unknown'],
    description: '`native`: ffmpeg alone; `render`: drawn by the scene pipeline.',
    example: 'native',
  })
  mode!: string;

  @ApiPropertyOptional({ type: ToolProgressDto })
  progress!: ToolProgressDto;

  @ApiPropertyOptional({ type: String, description: 'Only when completed.', example: 'outputs/…/master.mp4' })
  outputKey?: string;

  @ApiPropertyOptional({
    type: String,
    format: 'uri',
    description: 'The result; works without credentials until it expires. Only when completed.',
    example: LINK,
  })
  url?: string;

  @ApiPropertyOptional({
    type: String,
    description: 'Why it failed, in a sentence. Only when failed.',
    example: 'The file holds no picture.',
  })
  error?: string;

  @ApiPropertyOptional({
    type: 'array',
    items: { type: 'object', additionalProperties: true },
    description: 'Copies at destinations of the customer.',
    example: [],
  })
  outputs!: object[];

  @ApiPropertyOptional({
    type: String,
    description: 'Why it failed, for programs. Only when failed.',
    example: 'source-undecodable',
  })
  failureCode?: string;

  @ApiPropertyOptional({ type: [ToolWarningDto] })
  warnings!: ToolWarningDto[];

  @ApiPropertyOptional({ type: String, format: 'date-time', example: '2026-06-26T00:00:00.000Z' })
  createdAt!: string;

  @ApiPropertyOptional({
    type: String,
    format: 'date-time',
    description: 'Only when it has ended.',
    example: '2026-06-26T00:00:10.000Z',
  })
  completedAt?: string;

  @ApiPropertyOptional({
    type: String,
    format: 'date-time',
    description: 'When its file was deleted by a retention rule of the farm; absent while it is there.',
    example: '2026-09-24T00:00:00.000Z',
  })
  expiredAt?: string;
}

export class ToolDto {
  @ApiProperty({ type: String, example: 'trim-video' })
  id!: string;

  @ApiProperty({ type: [String], description: 'Other names that the routes take.', example: ['trim'] })
  aliases!: string[];

  @ApiProperty({ type: String, example: 'Trim' })
  title!: string;

  @ApiProperty({ type: String, example: 'Keeps the part between two times.' })
  description!: string;

  @ApiProperty({
    type: 'object',
    additionalProperties: true,
    description: 'JSON schema of `config`.',
    example: { type: 'object', properties: { startTime: { type: 'number' } } },
  })
  configSchema!: object;

  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'string' },
    description: 'Other names of config members, with the name each stands for.',
    example: { start: 'startTime' },
  })
  configAliases!: Record<string, string>;

  @ApiProperty({ type: 'object', additionalProperties: true, example: { startTime: 1, endTime: 3 } })
  example!: object;
}

export class ToolListDto {
  @ApiProperty({ type: [ToolDto] })
  tools!: ToolDto[];
}
