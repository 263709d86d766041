import { Module } from '@nestjs/common';
import { AuthModule } from '../../../auth/auth.module.js';
import { TemplatesModule } from '../../../templates/templates.module.js';
import { RenderModule } from '../render/render.module.js';
import { Caller } from './caller.service.js';
import { TemplateRenders } from './template-renders.service.js';
import { TemplatesController } from './templates.controller.js';

/** /v1/templates of the native dialect. */
@Module({
  imports: [AuthModule, TemplatesModule, RenderModule],
  controllers: [TemplatesController],
  providers: [TemplateRenders, Caller],
})
export class TemplatesRoutesModule {}
