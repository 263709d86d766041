import { Module } from '@nestjs/common';
import { ToolsModule } from '../../../tools/tools.module.js';
import { ToolsController } from './tools.controller.js';

/** /v1/tools of the native dialect. */
@Module({ imports: [ToolsModule], controllers: [ToolsController] })
export class ToolsRoutesModule {}
