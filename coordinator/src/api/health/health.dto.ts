import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';

export class HealthDto {
  @ApiProperty({ type: String, example: 'ok' })
  status!: string;
}

export class ServiceHealthDto {
  @ApiProperty({ enum: ['ok', 'error', 'not_configured', 'unknown'] })
  status!: string;

  @ApiPropertyOptional({ type: 'integer', nullable: true, description: 'Milliseconds.', example: 2 })
  latencyMs?: number | null;

  @ApiPropertyOptional({ type: String, nullable: true, example: null })
  error?: string | null;
}

export class DetailedHealthDto {
  @ApiProperty({ enum: ['healthy', 'degraded'] })
  status!: string;

  @ApiProperty({ type: String, format: 'date-time', example: '2026-06-26T00:00:00.000Z' })
  timestamp!: string;

  @ApiProperty({
    type: 'object',
    additionalProperties: { $ref: '#/components/schemas/ServiceHealthDto' },
    example: {
      redis: { status: 'not_configured', latencyMs: null, error: null },
      supabase: { status: 'not_configured', latencyMs: null, error: null },
      database: { status: 'ok', latencyMs: 2, error: null },
    },
  })
  services!: Record<string, ServiceHealthDto>;
}
