import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';

/** The body of every error answer. */
export class ProblemDto {
  @ApiProperty({
    type: String,
    description: 'One sentence for people: what, where, what to do.',
    example: 'There is no render with this id.',
  })
  error!: string;

  @ApiPropertyOptional({
    type: 'object',
    additionalProperties: true,
    description: '`code` for programs, `requestId`, and `issues` [{path, message}] of a document.',
    example: { code: 'not-found', requestId: '018f6b1e-7c00-7000-8000-000000000009' },
  })
  details?: Record<string, unknown>;
}
