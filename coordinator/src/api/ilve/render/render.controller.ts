import { Body, Controller, Get, HttpCode, Post, Query, Redirect, Req, Res } from '@nestjs/common';
import {
  ApiBody,
  ApiExtraModels,
  ApiHeader,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiQuery,
  ApiResponse,
  ApiTags,
} from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { CurrentPrincipal, type Principal } from '../../../auth/index.js';
import { OutputsService, outputToReply } from '../../../destinations/index.js';
import { OutputDeliveriesService, JobsService } from '../../../jobs/index.js';
import { InjectConfig, type CoordinatorConfig } from '../../../platform/config/config.js';
import { IdParam } from '../../../platform/http/id-param.js';
import { Origin } from '../../../platform/http/origin.js';
import { RequestHeader } from '../../../platform/http/request-header.js';
import { CreditsService } from '../../../pricing/index.js';
import { goneSignal } from '../../edge/gone.js';
import { Problems } from '../../edge/problem-docs.js';
import { KeyOrBearer } from '../ilve.credentials.js';
import { jobToListed, jobToQueued } from './job-to-render.js';
import { RenderDocuments } from './render-documents.service.js';
import { CostDto, CostRequestDto, TierDto } from './cost.dto.js';
import {
  CancelledRenderDto,
  DownloadUrlDto,
  ListedRenderDto,
  OutputDto,
  ProgressDto,
  QueuedRenderDto,
  RefreshedUrlDto,
  RenderDto,
  RenderRequestDto,
  TrackedDto,
} from './render.dto.js';
import { RenderEvents } from './render-events.service.js';
import { readLimit } from './render-list.policy.js';
import { readWait } from './render-tag.policy.js';
import { RenderViews } from './render-views.service.js';
import { RendersService } from './renders.service.js';
import { sceneToCost, standingToTier } from './scene-to-cost.js';

const Id = () => ApiParam({ name: 'id', type: String, format: 'uuid' });

/** /v1/render: submit a scene, watch it, cancel it, fetch the video. */
@ApiTags('Render')
@ApiExtraModels(ProgressDto)
@KeyOrBearer()
@Controller('v1/render')
export class RenderController {
  constructor(
    private readonly jobs: JobsService,
    private readonly renders: RendersService,
    private readonly views: RenderViews,
    private readonly events: RenderEvents,
    private readonly documents: RenderDocuments,
    private readonly credits: CreditsService,
    private readonly outputs: OutputsService,
    private readonly deliveries: OutputDeliveriesService,
    @InjectConfig() private readonly config: CoordinatorConfig,
  ) {}

  @Post()
  @HttpCode(200)
  @ApiOperation({ summary: 'Render a scene' })
  @ApiHeader({
    name: 'Idempotency-Key',
    required: false,
    description: 'At most 128 characters; the same key and body within 24 hours answer the same job.',
  })
  @ApiBody({ type: RenderRequestDto })
  @ApiOkResponse({ type: QueuedRenderDto })
  @Problems(400, 401, 402, 409, 413, 429)
  async createRender(
    @CurrentPrincipal() principal: Principal,
    @Body() body: unknown,
    @Origin() origin: string,
    @RequestHeader('idempotency-key') idempotencyKey?: string,
  ): Promise<QueuedRenderDto> {
    return jobToQueued(await this.renders.submit(principal, body, { origin, idempotencyKey }));
  }

  @Get()
  @ApiOperation({ summary: 'List the newest renders' })
  @ApiQuery({
    name: 'limit',
    required: false,
    schema: { type: 'integer', minimum: 1, maximum: 50, default: 10 },
  })
  @ApiOkResponse({ type: [ListedRenderDto] })
  @Problems(401)
  async listRenders(
    @CurrentPrincipal() principal: Principal,
    @Origin() origin: string,
    @Query('limit') limit?: string,
  ): Promise<ListedRenderDto[]> {
    const jobs = await this.jobs.list(principal.workspaceId, { limit: readLimit(limit) });
    return Promise.all(jobs.map(async (job) => jobToListed(job, await this.renders.linksOf(job, origin))));
  }

  @Post('cost')
  @HttpCode(200)
  @ApiOperation({ summary: 'Estimate the cost of a render' })
  @ApiBody({ type: CostRequestDto })
  @ApiOkResponse({ type: CostDto })
  @Problems(400, 401, 413)
  async estimateRenderCost(
    @CurrentPrincipal() principal: Principal,
    @Body() body: unknown,
    @Origin() origin: string,
  ): Promise<CostDto> {
    const { scene } = await this.documents.check(principal, body, origin);
    return sceneToCost(scene, await this.credits.standing(principal.workspaceId), this.config.creditRate);
  }

  @Get('tier')
  @ApiOperation({ summary: 'The tier of the workspace and its credits' })
  @ApiOkResponse({ type: TierDto })
  @Problems(401)
  async getRenderTier(@CurrentPrincipal() principal: Principal): Promise<TierDto> {
    return standingToTier(await this.credits.standing(principal.workspaceId));
  }

  @Get(':id')
  @Id()
  @ApiOperation({
    summary: 'State, progress and result of a render',
    description:
      'Our extensions: ETag with If-None-Match (304), and `wait`. With `wait` the answer comes when state or stage differ from those in If-None-Match (without it: from those at the request), at the end, or after so many seconds.',
  })
  @ApiQuery({
    name: 'wait',
    required: false,
    schema: { type: 'integer', minimum: 0, maximum: 60, default: 0 },
  })
  @ApiHeader({ name: 'If-None-Match', required: false, description: 'The ETag of an earlier answer.' })
  @ApiOkResponse({ type: RenderDto })
  @Problems(401, 404)
  async getRender(
    @CurrentPrincipal() principal: Principal,
    @IdParam('id') id: string,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
    @Query('wait') wait?: string,
  ): Promise<RenderDto | undefined> {
    const wish = { seen: request.get('if-none-match'), waitMs: readWait(wait), gone: goneSignal(response) };
    const { tag, body } = await this.views.read(principal, id, this.views.viewerOf(request), wish);
    response.status(body ? 200 : 304).set({ ETag: tag, 'Cache-Control': 'private, no-cache' });
    return body;
  }

  @Get(':id/events')
  @Id()
  @ApiOperation({
    summary: 'A render as server-sent events (our extension)',
    description:
      'Events `state`, `progress` and `end`, each with the body of GET /v1/render/{id} as data; the stream closes after `end`.',
  })
  @ApiOkResponse({
    description: 'The stream.',
    content: { 'text/event-stream': { schema: { type: 'string' } } },
  })
  @Problems(401, 404, 503)
  async watchRender(
    @CurrentPrincipal() principal: Principal,
    @IdParam('id') id: string,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const job = await this.jobs.require(principal.workspaceId, id);
    await this.events.open(job, this.views.viewerOf(request), response, request.get('last-event-id'));
  }

  @Post(':id/cancel')
  @HttpCode(200)
  @Id()
  @ApiOperation({ summary: 'Cancel a render that has not ended' })
  @ApiOkResponse({ type: CancelledRenderDto })
  @Problems(401, 404, 409)
  async cancelRender(
    @CurrentPrincipal() principal: Principal,
    @IdParam('id') id: string,
  ): Promise<CancelledRenderDto> {
    const { job, previousState } = await this.jobs.cancel(principal.workspaceId, id);
    return { success: true, jobId: job.id, status: job.state, previousStatus: previousState };
  }

  @Post(':id/outputs/:outputId/retry')
  @HttpCode(200)
  @Id()
  @ApiParam({ name: 'outputId', type: String, format: 'uuid' })
  @ApiOperation({ summary: 'Try a failed output again now (our extension)' })
  @ApiOkResponse({ type: OutputDto })
  @Problems(401, 404, 409)
  async retryRenderOutput(
    @CurrentPrincipal() principal: Principal,
    @IdParam('id') id: string,
    @IdParam('outputId') outputId: string,
  ): Promise<OutputDto> {
    return outputToReply(await this.deliveries.retry(principal.workspaceId, id, outputId));
  }

  @Get(':id/download')
  @Redirect()
  @Id()
  @ApiOperation({ summary: 'Redirect to the video' })
  @ApiResponse({ status: 302, description: 'Location is a signed URL that needs no credentials.' })
  @Problems(401, 404)
  async downloadRender(
    @CurrentPrincipal() principal: Principal,
    @IdParam('id') id: string,
    @Origin() origin: string,
  ): Promise<{ url: string; statusCode: number }> {
    const { url } = await this.renders.download(principal, id, origin);
    return { url, statusCode: 302 };
  }

  @Get(':id/download-url')
  @Id()
  @ApiOperation({ summary: 'A signed URL of the video, and its file name' })
  @ApiOkResponse({ type: DownloadUrlDto })
  @Problems(401, 404)
  async getRenderDownloadUrl(
    @CurrentPrincipal() principal: Principal,
    @IdParam('id') id: string,
    @Origin() origin: string,
  ): Promise<DownloadUrlDto> {
    const { url, fileName, expiresInSeconds } = await this.renders.download(principal, id, origin);
    return { downloadUrl: url, url, filename: fileName, expiresInSeconds };
  }

  @Post(':id/refresh-url')
  @HttpCode(200)
  @Id()
  @ApiOperation({ summary: 'A new signed URL of the video' })
  @ApiOkResponse({ type: RefreshedUrlDto })
  @Problems(401, 404)
  async refreshRenderUrl(
    @CurrentPrincipal() principal: Principal,
    @IdParam('id') id: string,
    @Origin() origin: string,
  ): Promise<RefreshedUrlDto> {
    const { url, expiresInSeconds } = await this.renders.download(principal, id, origin);
    return { downloadUrl: url, url, expiresInSeconds };
  }

  @Post(':id/track-bandwidth')
  @HttpCode(200)
  @Id()
  @ApiOperation({ summary: 'Note a download (a farm of one’s own has no quota to charge)' })
  @ApiOkResponse({ type: TrackedDto })
  @Problems(401, 404)
  async trackRenderBandwidth(
    @CurrentPrincipal() principal: Principal,
    @IdParam('id') id: string,
  ): Promise<TrackedDto> {
    await this.renders.trackDownload(principal, id);
    return { tracked: true };
  }
}
