import { Module } from '@nestjs/common';
import { MonitorModule } from '../../monitor/monitor.module.js';
import { MetricsController } from './metrics.controller.js';

@Module({ imports: [MonitorModule], controllers: [MetricsController] })
export class MetricsModule {}
