import { Controller, Get, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { Public } from '../../auth/index.js';
import { MetricsDoor } from '../../monitor/index.js';

/** For Prometheus, in its text format: no part of the JSON API. The door judges credentials of its own. */
@ApiExcludeController()
@Controller('metrics')
export class MetricsController {
  constructor(private readonly door: MetricsDoor) {}

  @Get()
  @Public()
  async getMetrics(@Req() request: Request, @Res() response: Response): Promise<void> {
    const bearer = /^bearer\s+(.+)$/i.exec(request.get('authorization') ?? '')?.[1]?.trim();
    const adminSecret = request.get('x-admin-secret');
    const { contentType, text } = await this.door.scrape({ bearer, adminSecret });
    response.setHeader('content-type', contentType);
    response.setHeader('cache-control', 'no-store');
    response.end(text);
  }
}
