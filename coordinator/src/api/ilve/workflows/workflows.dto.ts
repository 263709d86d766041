import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsBoolean, IsOptional, IsString, MaxLength, MinLength, ValidateIf } from 'class-validator';
import { PageFactsDto, PageQueryDto } from '../../edge/paging.dto.js';

const WORKFLOW = '018f6b1e-7c00-7000-8000-000000000007';
const WORKSPACE = '018f6b1e-7c00-7000-8000-000000000001';
const PERSON = '018f6b1e-7c00-7000-8000-000000000002';
const TIME = '2026-06-26T00:00:00.000Z';
const DEFINITION = {
  version: 1,
  variables: { title: { type: 'string', label: 'Title', required: true, placeholder: 'Summer sale' } },
  steps: [
    {
      type: 'render_videojson',
      name: 'Render',
      maxRetries: 2,
      config: {
        videoJSON: {
          name: '{{title}}',
          layers: [
            { type: 'composition', width: 1280, height: 720, fps: 30, sourceDuration: 3 },
            { type: 'text', text: '{{title}}', start: 0, duration: 3 },
          ],
        },
      },
    },
  ],
};
const NAME_MESSAGE = { message: 'name must be a text of 1 to 200 characters' };
const DESCRIPTION_MESSAGE = { message: 'description must be a text of at most 5000 characters' };
const notNull = (_: unknown, value: unknown): boolean => value !== undefined && value !== null;

export class CreateWorkflowDto {
  @ApiProperty({ type: String, example: 'Product film' })
  @IsString(NAME_MESSAGE)
  @MinLength(1, NAME_MESSAGE)
  @MaxLength(200, NAME_MESSAGE)
  name!: string;

  @ApiProperty({
    type: 'object',
    additionalProperties: true,
    description: '{version: 1, variables, steps}; see docs/api/workflows.md.',
    example: DEFINITION,
  })
  definition!: object;

  @ApiPropertyOptional({ type: String, nullable: true, example: 'From a shop page to a film.' })
  @IsOptional()
  @IsString(DESCRIPTION_MESSAGE)
  @MaxLength(5000, DESCRIPTION_MESSAGE)
  description?: string | null;

  @ApiPropertyOptional({
    type: Boolean,
    description: 'False: it cannot be run. True when absent.',
    example: true,
  })
  @IsOptional()
  @IsBoolean({ message: 'isActive must be true or false' })
  isActive?: boolean;

  @ApiPropertyOptional({
    type: String,
    nullable: true,
    description: 'The preset it was made from.',
    example: 'product-page-to-promo',
  })
  @IsOptional()
  @IsString({ message: 'sourcePresetId must be a text' })
  @MaxLength(100, { message: 'sourcePresetId must be a text of at most 100 characters' })
  sourcePresetId?: string | null;
}

export class UpdateWorkflowDto {
  @ApiPropertyOptional({ type: String, example: 'Product film' })
  @ValidateIf(notNull)
  @IsString(NAME_MESSAGE)
  @MinLength(1, NAME_MESSAGE)
  @MaxLength(200, NAME_MESSAGE)
  name?: string | null;

  @ApiPropertyOptional({ type: String, nullable: true, description: 'null takes it away.', example: null })
  @IsOptional()
  @IsString(DESCRIPTION_MESSAGE)
  @MaxLength(5000, DESCRIPTION_MESSAGE)
  description?: string | null;

  @ApiPropertyOptional({ type: 'object', additionalProperties: true, example: DEFINITION })
  definition?: object | null;

  @ApiPropertyOptional({ type: Boolean, example: false })
  @IsOptional()
  @IsBoolean({ message: 'isActive must be true or false' })
  isActive?: boolean | null;
}

export class WorkflowListQueryDto extends PageQueryDto {}

export class WorkflowVariableDto {
  @ApiProperty({ enum: ['string', 'number', 'boolean', 'asset_url', 'url', 'text'], example: 'string' })
  type!: string;

  @ApiProperty({ type: String, example: 'Title' }) label!: string;
  @ApiPropertyOptional({ type: Boolean, example: true }) required?: boolean;
  @ApiPropertyOptional({ description: 'Of the variable’s type.', example: 'Summer sale' }) default?: unknown;
  @ApiPropertyOptional({ type: String, example: 'Summer sale' }) placeholder?: string;
}

export class WorkflowStepDto {
  @ApiProperty({
    enum: [
      'upload_asset',
      'crawl_url',
      'discover_variables',
      'render_template',
      'render_videojson',
      'apply_tool',
      'review',
      'send_to_destination',
    ],
    example: 'render_template',
  })
  type!: string;

  @ApiPropertyOptional({ type: String, example: 'Render' }) name?: string;
  @ApiPropertyOptional({ type: 'integer', minimum: 0, maximum: 10, example: 2 }) maxRetries?: number;
  @ApiProperty({ type: 'object', additionalProperties: true, example: { templateId: 'title-card' } })
  config!: object;
}

export class WorkflowDefinitionDto {
  @ApiProperty({ type: 'integer', enum: [1], example: 1 }) version!: number;

  @ApiProperty({
    type: 'object',
    additionalProperties: { $ref: '#/components/schemas/WorkflowVariableDto' },
    example: DEFINITION.variables,
  })
  variables!: Record<string, WorkflowVariableDto>;

  @ApiProperty({ type: [WorkflowStepDto] }) steps!: WorkflowStepDto[];
}

export class WorkflowDto {
  @ApiProperty({ type: String, format: 'uuid', example: WORKFLOW }) id!: string;
  @ApiProperty({ type: String, format: 'uuid', example: WORKSPACE }) workspaceId!: string;
  @ApiProperty({
    type: String,
    format: 'uuid',
    description: 'For an API key: the first owner of the workspace.',
    example: PERSON,
  })
  createdBy!: string;

  @ApiProperty({ type: String, example: 'Product film' }) name!: string;
  @ApiProperty({ type: String, nullable: true, example: null }) description!: string | null;
  @ApiProperty({ type: WorkflowDefinitionDto }) definition!: WorkflowDefinitionDto;
  @ApiProperty({ type: Boolean, example: true }) isActive!: boolean;
  @ApiProperty({ type: String, nullable: true, example: null }) sourcePresetId!: string | null;
  @ApiProperty({ type: String, format: 'date-time', example: TIME }) createdAt!: string;
  @ApiProperty({ type: String, format: 'date-time', example: TIME }) updatedAt!: string;
}

export class WorkflowReplyDto {
  @ApiProperty({ type: WorkflowDto }) workflow!: WorkflowDto;
}

export class WorkflowListDto extends PageFactsDto {
  @ApiProperty({ type: [WorkflowDto] }) workflows!: WorkflowDto[];
}

export class WorkflowSuccessDto {
  @ApiProperty({ type: Boolean, example: true }) success!: boolean;
}

export class StepTypeDto {
  @ApiProperty({ type: String, example: 'render_template' }) type!: string;
  @ApiProperty({ type: String, example: 'Render template' }) label!: string;
  @ApiProperty({ type: String, example: 'Renders a template with variables.' }) description!: string;
  @ApiProperty({
    type: 'object',
    additionalProperties: true,
    description: 'JSON Schema of the step’s config (our extension).',
    example: { type: 'object', properties: { templateId: { type: 'string' } }, required: ['templateId'] },
  })
  configSchema!: object;
}

export class StepTypesDto {
  @ApiProperty({ type: [StepTypeDto] }) stepTypes!: StepTypeDto[];
}

export class WorkflowPresetDto {
  @ApiProperty({ type: String, example: 'product-page-to-promo' }) id!: string;
  @ApiProperty({ type: String, example: 'Product page to promo' }) name!: string;
  @ApiProperty({ type: String, example: 'Reads a shop page and makes a film of it.' }) description!: string;
  @ApiProperty({
    enum: [
      'getting-started',
      'social',
      'promo',
      'real_estate',
      'travel',
      'events',
      'news',
      'beauty',
      'automotive',
      'business',
    ],
    example: 'promo',
  })
  category!: string;

  @ApiProperty({ type: [String], example: ['marketer'] }) roles!: string[];
  @ApiProperty({ type: [String], example: ['sell-products'] }) goals!: string[];
  @ApiProperty({ type: [String], example: ['instagram'] }) channels!: string[];
  @ApiProperty({ type: String, nullable: true, example: 'product-promo' }) posterTemplateId!: string | null;
  @ApiProperty({ type: 'integer', example: 1 }) estimatedCredits!: number;
  @ApiProperty({ type: WorkflowDefinitionDto }) definition!: WorkflowDefinitionDto;
}

export class PresetListDto {
  @ApiProperty({ type: [WorkflowPresetDto] }) presets!: WorkflowPresetDto[];
}

export class PresetReplyDto {
  @ApiProperty({ type: WorkflowPresetDto }) preset!: WorkflowPresetDto;
}
