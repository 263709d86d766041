import { Controller, Get } from '@nestjs/common';
import { ApiExtraModels, ApiOkResponse, ApiOperation, ApiSecurity, ApiTags } from '@nestjs/swagger';
import { Access, Public } from '../../auth/index.js';
import { Clock } from '../../platform/clock.js';
import { HealthRegistry, type ServiceHealth } from '../../platform/health/health-registry.js';
import { Problems } from '../edge/problem-docs.js';
import { DetailedHealthDto, HealthDto, ServiceHealthDto } from './health.dto.js';

/** Services that generated clients look for and that a farm of one machine does without. */
const WITHOUT: Record<string, ServiceHealth> = {
  redis: { status: 'not_configured', latencyMs: null, error: null },
  supabase: { status: 'not_configured', latencyMs: null, error: null },
};

@ApiTags('Health')
@ApiExtraModels(ServiceHealthDto)
@Controller('health')
export class HealthController {
  constructor(
    private readonly health: HealthRegistry,
    private readonly clock: Clock,
  ) {}

  @Get()
  @Public()
  @ApiOperation({ summary: 'Is the coordinator up?' })
  @ApiOkResponse({ type: HealthDto })
  getHealth(): HealthDto {
    return { status: 'ok' };
  }

  @Get('detailed')
  @Access(['key'])
  @ApiSecurity('key')
  @ApiOperation({ summary: 'The state of each part of the farm' })
  @ApiOkResponse({ type: DetailedHealthDto })
  @Problems(401)
  async getDetailedHealth(): Promise<DetailedHealthDto> {
    const services = { ...WITHOUT, ...(await this.health.all()) };
    const degraded = Object.values(services).some((service) => service.status === 'error');
    return {
      status: degraded ? 'degraded' : 'healthy',
      timestamp: this.clock.date().toISOString(),
      services,
    };
  }
}
