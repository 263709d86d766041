import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsObject, IsOptional, IsString } from 'class-validator';

const PLATFORMS = ['youtube', 'tiktok', 'instagram', 'general'];
const ID = '018f6b1e-7c00-7000-8000-000000000003';
const VARIABLE = {
  key: 'title',
  label: 'Title',
  type: 'text',
  required: true,
  default: 'Ideas worth building',
  placeholder: 'Title',
};
const DOCUMENT = {
  name: '{{title}}',
  layers: [
    { type: 'composition', width: 1920, height: 1080, fps: 30, sourceDuration: 5 },
    { type: 'text', text: '{{title}}', style: { fontSize: 7, fontFamily: 'Inter' } },
  ],
};

export class TemplateSummaryDto {
  @ApiProperty({ type: String, description: 'A slug.', example: 'title-card' })
  id!: string;

  @ApiProperty({ type: String, example: 'Title card' })
  name!: string;

  @ApiProperty({ type: String, example: 'A strong opening for any video.' })
  description!: string;

  @ApiProperty({ enum: PLATFORMS, example: 'general' })
  platform!: string;

  @ApiProperty({ type: String, example: '#6366f1' })
  accentColor!: string;

  @ApiProperty({ type: String, example: 'type' })
  icon!: string;

  @ApiProperty({ enum: ['preset', 'project'], example: 'preset' })
  mode!: string;

  @ApiProperty({ type: String, nullable: true, example: null })
  toolId!: string | null;

  @ApiProperty({
    type: 'array',
    items: { type: 'object', additionalProperties: true },
    description: 'What can be put in: key, label, type, required, default, placeholder and limits.',
    example: [VARIABLE],
  })
  variablesSchema!: object[];

  @ApiProperty({ type: Boolean, description: 'Ours: false for a template of the workspace.', example: true })
  builtIn!: boolean;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'A picture, without credentials; null for templates of the workspace.',
    example: 'https://farm.example/v1/templates/title-card/preview.jpg',
  })
  previewUrl!: string | null;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'The same as `previewUrl`.',
    example: 'https://farm.example/v1/templates/title-card/preview.jpg',
  })
  posterUrl!: string | null;
}

export class TemplateDto extends TemplateSummaryDto {
  @ApiProperty({
    type: 'object',
    additionalProperties: true,
    nullable: true,
    description: 'Size, frame rate and length as it comes.',
    example: { width: 1920, height: 1080, fps: 30, duration: 6 },
  })
  defaultConfig!: object | null;

  @ApiPropertyOptional({
    type: 'object',
    additionalProperties: true,
    description: 'The VideoJSON with its {{placeholders}} (extension).',
    example: DOCUMENT,
  })
  document!: object;
}

export class TemplateListDto {
  @ApiProperty({ type: [TemplateSummaryDto] })
  templates!: TemplateSummaryDto[];
}

export class TemplateReplyDto {
  @ApiProperty({ type: TemplateDto })
  template!: TemplateDto;
}

export class TemplateBodyDto {
  @ApiPropertyOptional({
    type: String,
    description: 'A slug; from the name when absent. Ignored when the address has it.',
    example: 'my-intro',
  })
  id?: string;

  @ApiProperty({ type: String, example: 'My intro' })
  name!: string;

  @ApiPropertyOptional({ type: String, example: 'How our videos begin.' })
  description?: string;

  @ApiPropertyOptional({ enum: PLATFORMS, example: 'general' })
  platform?: string;

  @ApiPropertyOptional({ type: String, example: '#4f46e5' })
  accentColor?: string;

  @ApiPropertyOptional({ type: String, example: 'sparkles' })
  icon?: string;

  @ApiPropertyOptional({
    type: 'array',
    items: { type: 'object', additionalProperties: true },
    example: [VARIABLE],
  })
  variablesSchema?: object[];

  @ApiPropertyOptional({ type: 'object', additionalProperties: true, nullable: true, example: null })
  defaultConfig?: object | null;

  @ApiProperty({ type: 'object', additionalProperties: true, example: DOCUMENT })
  document!: object;
}

export class DeletedTemplateDto {
  @ApiProperty({ type: String, example: 'my-intro' })
  id!: string;

  @ApiProperty({ type: Boolean, example: true })
  deleted!: boolean;
}

export class RenderTemplateDto {
  @ApiPropertyOptional({
    type: 'object',
    additionalProperties: true,
    description: 'Values by key, as variablesSchema says.',
    example: { title: 'Hello' },
  })
  @IsOptional()
  @IsObject({ message: 'variables must be an object: {"title": "Hello"}' })
  variables?: object;

  @ApiPropertyOptional({
    type: String,
    format: 'uri',
    description: 'Called when the render is completed or failed.',
    example: 'https://example.com/hooks/render',
  })
  @IsOptional()
  @IsString({ message: 'webhookUrl must be an http(s) URL' })
  webhookUrl?: string;

  @ApiPropertyOptional({
    type: String,
    format: 'uuid',
    description: 'Links the render to a project.',
    example: ID,
  })
  @IsOptional()
  @IsString({ message: 'projectId must be the UUID of a project' })
  projectId?: string;

  @ApiPropertyOptional({
    type: [String],
    description: 'As in POST /v1/render (extension).',
    example: ['region=eu'],
  })
  requires?: string[];

  @ApiPropertyOptional({
    type: [String],
    description: 'As in POST /v1/render (extension).',
    example: ['studio'],
  })
  prefers?: string[];

  @ApiPropertyOptional({
    type: String,
    format: 'date-time',
    description: 'As in POST /v1/render (extension).',
    example: '2026-12-24T22:00:00.000Z',
  })
  notBefore?: string;

  @ApiPropertyOptional({ type: 'integer', description: 'As in POST /v1/render (extension).', default: 0 })
  priority?: number;
}
