import { Controller, Get, Res } from '@nestjs/common';
import type { Response } from 'express';
import {
  ApiExcludeEndpoint,
  ApiExtraModels,
  ApiOkResponse,
  ApiOperation,
  ApiSecurity,
  ApiTags,
} from '@nestjs/swagger';
import { Access, Public } from '../../auth/index.js';
import { Clock } from '../../platform/clock.js';
import { Readiness } from '../../platform/health/readiness.js';
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
    private readonly readiness: Readiness,
    private readonly clock: Clock,
  ) {}

  @Get()
  @Public()
  @ApiOperation({ summary: 'Is the coordinator up?' })
  @ApiOkResponse({ type: HealthDto })
  getHealth(): HealthDto {
    return { status: 'ok' };
  }

  /** For load balancers: 503 while the database is away, and from the signal to stop on. */
  @Get('ready')
  @Public()
  @ApiExcludeEndpoint()
  async getReady(@Res() response: Response): Promise<void> {
    const database = await this.health.one('database');
    const reason = this.readiness.isLeaving ? 'leaving' : database.status === 'ok' ? undefined : 'database';
    response
      .status(reason === undefined ? 200 : 503)
      .json({ status: reason === undefined ? 'ready' : 'not-ready', ...(reason ? { reason } : {}) });
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
