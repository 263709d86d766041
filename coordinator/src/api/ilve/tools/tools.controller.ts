import { Body, Controller, Get, HttpCode, Param, Post, Redirect } from '@nestjs/common';
import {
  ApiBody,
  ApiHeader,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiResponse,
  ApiTags,
} from '@nestjs/swagger';
import { CurrentPrincipal, type Principal } from '../../../auth/index.js';
import { IdParam } from '../../../platform/http/id-param.js';
import { Origin } from '../../../platform/http/origin.js';
import { RequestHeader } from '../../../platform/http/request-header.js';
import { ToolsService, type ToolJob } from '../../../tools/index.js';
import { Problems } from '../../edge/problem-docs.js';
import { KeyOrBearer } from '../ilve.credentials.js';
import { jobToToolStatus, toolToReply } from './job-to-tool-status.js';
import { ToolJobDto, ToolListDto, ToolRequestDto } from './tools.dto.js';

const Id = () => ApiParam({ name: 'id', type: String, format: 'uuid' });

/** /v1/tools: one file changed by one tool. */
@ApiTags('Tools')
@KeyOrBearer()
@Controller('v1/tools')
export class ToolsController {
  constructor(private readonly tools: ToolsService) {}

  @Get()
  @ApiOperation({ summary: 'List the tools with the schema of their config (our extension)' })
  @ApiOkResponse({ type: ToolListDto })
  @Problems(401)
  listTools(): ToolListDto {
    return { tools: this.tools.catalogue().map(toolToReply) };
  }

  @Get('jobs/:id')
  @Id()
  @ApiOperation({ summary: 'State, progress and result of a tool job' })
  @ApiOkResponse({ type: ToolJobDto })
  @Problems(401, 404)
  async getToolJob(
    @CurrentPrincipal() principal: Principal,
    @IdParam('id') id: string,
    @Origin() origin: string,
  ): Promise<ToolJobDto> {
    return this.reply(await this.tools.require(principal.workspaceId, id), origin);
  }

  @Get('jobs/:id/download')
  @Redirect()
  @Id()
  @ApiOperation({ summary: 'Redirect to the result' })
  @ApiResponse({ status: 302, description: 'Location is a signed URL that needs no credentials.' })
  @Problems(401, 404)
  async downloadToolJob(
    @CurrentPrincipal() principal: Principal,
    @IdParam('id') id: string,
    @Origin() origin: string,
  ): Promise<{ url: string; statusCode: number }> {
    const { job } = await this.tools.require(principal.workspaceId, id);
    return { url: (await this.tools.link(job, origin, false)).url, statusCode: 302 };
  }

  @Post('jobs/:id/cancel')
  @HttpCode(200)
  @Id()
  @ApiOperation({ summary: 'Cancel a tool job that has not ended (our extension)' })
  @ApiOkResponse({ type: ToolJobDto })
  @Problems(401, 404, 409)
  async cancelToolJob(
    @CurrentPrincipal() principal: Principal,
    @IdParam('id') id: string,
    @Origin() origin: string,
  ): Promise<ToolJobDto> {
    await this.tools.cancel(principal.workspaceId, id);
    return this.reply(await this.tools.require(principal.workspaceId, id), origin);
  }

  @Post(':toolId/jobs')
  @HttpCode(202)
  @ApiParam({ name: 'toolId', type: String, example: 'trim-video' })
  @ApiOperation({ summary: 'Change a file with a tool' })
  @ApiHeader({
    name: 'Idempotency-Key',
    required: false,
    description: 'At most 128 characters; the same key and body within 24 hours answer the same job.',
  })
  @ApiBody({ type: ToolRequestDto })
  @ApiResponse({ status: 202, type: ToolJobDto })
  @Problems(400, 401, 402, 404, 409, 413, 429)
  async createToolJob(
    @CurrentPrincipal() principal: Principal,
    @Param('toolId') toolId: string,
    @Body() body: unknown,
    @Origin() origin: string,
    @RequestHeader('idempotency-key') idempotencyKey?: string,
  ): Promise<ToolJobDto> {
    return this.reply(await this.tools.submit(principal, toolId, body, { origin, idempotencyKey }), origin);
  }

  private async reply({ job, mode }: ToolJob, origin: string): Promise<ToolJobDto> {
    const there = job.state === 'completed' && job.expiredAt === null;
    const url = there ? (await this.tools.link(job, origin, true)).url : undefined;
    return jobToToolStatus(job, mode, url, await this.tools.outputsOf(job));
  }
}
