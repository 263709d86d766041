import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put, Req, Res } from '@nestjs/common';
import {
  ApiBody,
  ApiCreatedResponse,
  ApiHeader,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiTags,
} from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { FarmError } from '@farm/shared/errors';
import { CurrentPrincipal, type Principal } from '../../../auth/index.js';
import { Origin } from '../../../platform/http/origin.js';
import { RequestHeader } from '../../../platform/http/request-header.js';
import { openPreview, TemplatesService } from '../../../templates/index.js';
import { Problems } from '../../edge/problem-docs.js';
import { sendFile } from '../../edge/send-file.js';
import { BearerOnly, KeyOrBearer, NoCredentials } from '../ilve.credentials.js';
import { jobToQueued } from '../render/job-to-render.js';
import { QueuedRenderDto } from '../render/render.dto.js';
import { Caller } from './caller.service.js';
import { templateToReply, templateToSummary } from './template-to-reply.js';
import { TemplateRenders } from './template-renders.service.js';
import {
  DeletedTemplateDto,
  RenderTemplateDto,
  TemplateBodyDto,
  TemplateListDto,
  TemplateReplyDto,
} from './templates.dto.js';

const Id = () => ApiParam({ name: 'id', type: String, description: 'The slug of the template.' });

/** /v1/templates: ours for everybody; a workspace's own for those who show its credentials. */
@ApiTags('Templates')
@Controller('v1/templates')
export class TemplatesController {
  constructor(
    private readonly templates: TemplatesService,
    private readonly renders: TemplateRenders,
    private readonly caller: Caller,
  ) {}

  @Get()
  @NoCredentials()
  @ApiOperation({ summary: 'List templates; with credentials the workspace’s own too' })
  @ApiOkResponse({ type: TemplateListDto })
  async listTemplates(@Req() request: Request, @Origin() origin: string): Promise<TemplateListDto> {
    const templates = await this.templates.list(await this.caller.workspaceOf(request));
    return { templates: templates.map((template) => templateToSummary(template, origin)) };
  }

  @Get(':id')
  @NoCredentials()
  @Id()
  @ApiOperation({ summary: 'Read one template' })
  @ApiOkResponse({ type: TemplateReplyDto })
  @Problems(404)
  async getTemplate(
    @Req() request: Request,
    @Param('id') id: string,
    @Origin() origin: string,
  ): Promise<TemplateReplyDto> {
    const template = await this.templates.require(await this.caller.workspaceOf(request), id);
    return { template: templateToReply(template, origin) };
  }

  @Get(':id/preview.jpg')
  @NoCredentials()
  @Id()
  @ApiOperation({ summary: 'A picture of a built-in template (extension)' })
  @ApiOkResponse({
    description: 'The picture.',
    content: { 'image/jpeg': { schema: { type: 'string', format: 'binary' } } },
  })
  @Problems(404)
  async getTemplatePreview(
    @Param('id') id: string,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const picture = await openPreview(id);
    if (!picture) throw new FarmError('not-found', `There is no picture of a template ${id.slice(0, 80)}.`);
    await sendFile(request, response, {
      ...picture,
      fileName: `${id}.jpg`,
      contentType: 'image/jpeg',
      inline: true,
    });
  }

  @Post(':id/render')
  @HttpCode(200)
  @KeyOrBearer()
  @Id()
  @ApiOperation({ summary: 'Render a template with variables' })
  @ApiHeader({
    name: 'Idempotency-Key',
    required: false,
    description: 'At most 128 characters; the same key and body within 24 hours answer the same job.',
  })
  @ApiOkResponse({ type: QueuedRenderDto })
  @Problems(400, 401, 404, 409, 429)
  async renderTemplate(
    @CurrentPrincipal() principal: Principal,
    @Param('id') id: string,
    @Body() body: RenderTemplateDto,
    @Origin() origin: string,
    @RequestHeader('idempotency-key') idempotencyKey?: string,
  ): Promise<QueuedRenderDto> {
    return jobToQueued(await this.renders.submit(principal, id, body, { origin, idempotencyKey }));
  }

  @Post()
  @HttpCode(201)
  @BearerOnly()
  @ApiOperation({ summary: 'Make a template of the workspace (extension)' })
  @ApiBody({ type: TemplateBodyDto })
  @ApiCreatedResponse({ type: TemplateReplyDto })
  @Problems(400, 401, 409, 413)
  async createTemplate(
    @CurrentPrincipal() principal: Principal,
    @Body() body: unknown,
    @Origin() origin: string,
  ): Promise<TemplateReplyDto> {
    const template = await this.renders.check(principal, body, origin);
    return { template: templateToReply(await this.templates.create(principal, template), origin) };
  }

  @Put(':id')
  @BearerOnly()
  @Id()
  @ApiOperation({ summary: 'Replace a template of the workspace (extension)' })
  @ApiBody({ type: TemplateBodyDto })
  @ApiOkResponse({ type: TemplateReplyDto })
  @Problems(400, 401, 404, 409, 413)
  async replaceTemplate(
    @CurrentPrincipal() principal: Principal,
    @Param('id') id: string,
    @Body() body: unknown,
    @Origin() origin: string,
  ): Promise<TemplateReplyDto> {
    await this.templates.require(principal.workspaceId, id);
    const template = await this.renders.check(principal, body, origin, id);
    const replaced = await this.templates.replace(principal, template);
    return { template: templateToReply(replaced, origin) };
  }

  @Delete(':id')
  @BearerOnly()
  @Id()
  @ApiOperation({ summary: 'Delete a template of the workspace (extension)' })
  @ApiOkResponse({ type: DeletedTemplateDto })
  @Problems(401, 404, 409)
  async deleteTemplate(
    @CurrentPrincipal() principal: Principal,
    @Param('id') id: string,
  ): Promise<DeletedTemplateDto> {
    await this.templates.remove(principal, id);
    return { id, deleted: true };
  }
}
