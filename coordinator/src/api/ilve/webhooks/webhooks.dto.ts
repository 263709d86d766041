import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { ArrayMinSize, IsArray, IsIn, IsOptional, IsString } from 'class-validator';
import { PageFactsDto, PageQueryDto } from '../../edge/paging.dto.js';

const EVENTS = ['render.completed', 'render.failed'];
const STATES = ['pending', 'delivered', 'dead'];
const ID = '018f6b1e-7c00-7000-8000-000000000005';
const TIME = '2026-06-26T00:00:00.000Z';
const HOOK = 'https://example.com/hooks/render';

export class CreateWebhookDto {
  @ApiProperty({ type: String, format: 'uri', example: HOOK })
  url!: unknown;

  @ApiPropertyOptional({
    enum: EVENTS,
    isArray: true,
    description: 'Absent: all of them.',
    example: ['render.completed'],
  })
  @IsOptional()
  @IsArray({ message: 'events must be a list of render.completed and render.failed' })
  @ArrayMinSize(1, { message: 'events must name at least one event; leave it out to get all' })
  @IsIn(EVENTS, { each: true, message: 'events may hold render.completed and render.failed only' })
  events?: string[] | null;
}

export class WebhookSubscriptionDto {
  @ApiProperty({ type: String, format: 'uuid', example: ID })
  id!: string;

  @ApiProperty({ type: String, format: 'uri', example: HOOK })
  url!: string;

  @ApiProperty({ enum: EVENTS, isArray: true, example: EVENTS })
  events!: string[];

  @ApiProperty({
    type: String,
    description: 'Signs what is sent to this URL (header X-ILVE-Signature).',
    example: 'whsec_…',
  })
  secret!: string;

  @ApiProperty({ type: String, format: 'date-time', example: TIME })
  createdAt!: string;
}

export class WebhookListDto {
  @ApiProperty({ type: [WebhookSubscriptionDto] })
  subscriptions!: WebhookSubscriptionDto[];
}

export class RevokedWebhookDto {
  @ApiProperty({ type: Boolean, example: true })
  success!: boolean;
}

export class DeliveryListQueryDto extends PageQueryDto {
  @ApiPropertyOptional({ type: String, description: 'Only deliveries about this render.' })
  @IsOptional()
  @IsString({ message: 'jobId must be given once' })
  jobId?: string;

  @ApiPropertyOptional({ type: String, description: 'Only deliveries of this subscription.' })
  @IsOptional()
  @IsString({ message: 'subscriptionId must be given once' })
  subscriptionId?: string;

  @ApiPropertyOptional({ enum: STATES, type: String })
  @IsOptional()
  @IsIn(STATES, { message: 'state must be pending, delivered or dead' })
  state?: string;
}

export class DeliveryDto {
  @ApiProperty({
    type: String,
    format: 'uuid',
    description: 'The header X-ILVE-Delivery; the same for every try.',
    example: ID,
  })
  id!: string;

  @ApiProperty({
    type: String,
    format: 'uuid',
    description: 'The header X-ILVE-Event-Id: one for each change of state, wherever it is sent.',
    example: ID,
  })
  eventId!: string;

  @ApiProperty({ enum: EVENTS, example: 'render.completed' })
  event!: string;

  @ApiProperty({ type: String, format: 'uuid', nullable: true, description: 'Null for a test.', example: ID })
  jobId!: string | null;

  @ApiProperty({
    type: String,
    format: 'uuid',
    nullable: true,
    description: 'Null when only the webhookUrl of the render asked for it.',
    example: ID,
  })
  subscriptionId!: string | null;

  @ApiProperty({ type: String, format: 'uri', example: HOOK })
  url!: string;

  @ApiProperty({ type: Boolean, example: false })
  test!: boolean;

  @ApiProperty({ enum: STATES, example: 'delivered' })
  state!: string;

  @ApiProperty({ type: 'integer', description: 'Since it was first sent, or sent again.', example: 1 })
  tries!: number;

  @ApiProperty({ type: String, format: 'date-time', nullable: true, example: null })
  nextTryAt!: string | null;

  @ApiProperty({ type: 'integer', nullable: true, description: 'HTTP status of the last try.', example: 200 })
  lastStatus!: number | null;

  @ApiProperty({ type: String, nullable: true, description: 'Why there was no answer.', example: null })
  lastError!: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'Why it is dead.', example: null })
  reason!: string | null;

  @ApiProperty({ type: String, format: 'date-time', example: TIME })
  createdAt!: string;

  @ApiProperty({ type: String, format: 'date-time', nullable: true, example: TIME })
  endedAt!: string | null;
}

export class DeliveryTryDto {
  @ApiProperty({ type: String, format: 'date-time', example: TIME })
  at!: string;

  @ApiProperty({ type: 'integer', description: 'How long it took.', example: 84 })
  ms!: number;

  @ApiProperty({ type: 'integer', nullable: true, example: 200 })
  status!: number | null;

  @ApiProperty({ type: String, nullable: true, example: null })
  error!: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'The first 1024 bytes.', example: 'ok' })
  answer!: string | null;
}

export class DeliveryListDto extends PageFactsDto {
  @ApiProperty({ type: [DeliveryDto] })
  deliveries!: DeliveryDto[];
}

export class DeliveryReplyDto {
  @ApiProperty({ type: DeliveryDto })
  delivery!: DeliveryDto;

  @ApiProperty({ type: [DeliveryTryDto], description: 'The newest first, at most 100.' })
  tries!: DeliveryTryDto[];
}

export class WebhookTestDto extends DeliveryReplyDto {
  @ApiProperty({ type: Boolean, example: true })
  success!: boolean;
}
