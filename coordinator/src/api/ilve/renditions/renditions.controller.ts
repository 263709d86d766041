import { Body, Controller, Delete, Get, HttpCode, Post, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { CurrentPrincipal, type Principal } from '../../../auth/index.js';
import { JobHistoryService, JobsService, type JobQuery, type JobSort } from '../../../jobs/index.js';
import { IdParam } from '../../../platform/http/id-param.js';
import { Origin } from '../../../platform/http/origin.js';
import { CreditsService } from '../../../pricing/index.js';
import { DeletedIdDto, DeletedIdsDto, IdsDto } from '../../edge/batch.dto.js';
import { pageFacts, readPaging } from '../../edge/paging.js';
import { Problems } from '../../edge/problem-docs.js';
import { BearerOnly, KeyOrBearer } from '../ilve.credentials.js';
import { countsToStats, renditionStatus, statusFilter } from './job-to-rendition.js';
import {
  CancelledRenditionDto,
  RenditionListDto,
  RenditionListQueryDto,
  RenditionReplyDto,
  RenditionStatsDto,
} from './renditions.dto.js';
import { RenditionsService } from './renditions.service.js';

const Id = () => ApiParam({ name: 'id', type: String, format: 'uuid' });
/** Their sort words in ours; a rendition's id is its job's. */
const SORTS: Record<string, JobSort> = {
  created_at: 'created_at',
  duration: 'duration',
  status: 'state',
  cost: 'cost',
  job_id: 'id',
};

/** /v1/renditions: the history of renders. */
@ApiTags('Renditions')
@Controller('v1/renditions')
export class RenditionsController {
  constructor(
    private readonly jobs: JobsService,
    private readonly history: JobHistoryService,
    private readonly renditions: RenditionsService,
    private readonly credits: CreditsService,
  ) {}

  @Get('stats')
  @BearerOnly()
  @ApiOperation({ summary: 'How many renders are where' })
  @ApiOkResponse({ type: RenditionStatsDto })
  @Problems(401)
  async getRenditionStats(@CurrentPrincipal() principal: Principal): Promise<RenditionStatsDto> {
    return countsToStats(await this.history.counts(principal.workspaceId));
  }

  @Post('batch-delete')
  @BearerOnly()
  @HttpCode(200)
  @ApiOperation({ summary: 'Delete several renders that have ended; those that run are left out' })
  @ApiOkResponse({ type: DeletedIdsDto })
  @Problems(400, 401)
  async batchDeleteRenditions(
    @CurrentPrincipal() principal: Principal,
    @Body() body: IdsDto,
  ): Promise<DeletedIdsDto> {
    const deleted = await this.history.remove(principal.workspaceId, body.ids);
    return { deleted, count: deleted.length };
  }

  @Get()
  @BearerOnly()
  @ApiOperation({ summary: 'List renders' })
  @ApiOkResponse({ type: RenditionListDto })
  @Problems(400, 401)
  async listRenditions(
    @CurrentPrincipal() { workspaceId }: Principal,
    @Query() query: RenditionListQueryDto,
    @Origin() origin: string,
  ): Promise<RenditionListDto> {
    const paging = readPaging(query);
    const { jobs, total } = await this.history.page(workspaceId, toQuery(query, paging));
    return { renditions: await this.renditions.many(workspaceId, jobs, origin), ...pageFacts(total, paging) };
  }

  @Get(':id')
  @BearerOnly()
  @Id()
  @ApiOperation({ summary: 'Read one render' })
  @ApiOkResponse({ type: RenditionReplyDto })
  @Problems(401, 404)
  async getRendition(
    @CurrentPrincipal() principal: Principal,
    @IdParam('id') id: string,
    @Origin() origin: string,
  ): Promise<RenditionReplyDto> {
    return { rendition: await this.renditions.one(principal.workspaceId, id, origin) };
  }

  @Post(':id/cancel')
  @KeyOrBearer()
  @HttpCode(200)
  @Id()
  @ApiOperation({ summary: 'Cancel a render that has not ended' })
  @ApiOkResponse({ type: CancelledRenditionDto })
  @Problems(401, 404, 409)
  async cancelRendition(
    @CurrentPrincipal() principal: Principal,
    @IdParam('id') id: string,
  ): Promise<CancelledRenditionDto> {
    await this.renditions.need(principal.workspaceId, id);
    const { job } = await this.jobs.cancel(principal.workspaceId, id);
    const refunded = await this.credits.refundedOf(job.id);
    return { id: job.id, jobId: job.id, status: renditionStatus(job), refunded, error: job.error };
  }

  @Delete(':id')
  @BearerOnly()
  @Id()
  @ApiOperation({ summary: 'Delete a render that has ended, with its files' })
  @ApiOkResponse({ type: DeletedIdDto })
  @Problems(401, 404, 409)
  async deleteRendition(
    @CurrentPrincipal() principal: Principal,
    @IdParam('id') id: string,
  ): Promise<DeletedIdDto> {
    await this.history.removeOne(principal.workspaceId, id);
    return { id, deleted: true };
  }
}

function toQuery(query: RenditionListQueryDto, paging: { page: number; limit: number }): JobQuery {
  return {
    ...statusFilter(query.status),
    search: query.search?.trim() || undefined,
    from: query.from ? new Date(query.from) : undefined,
    to: query.to ? new Date(query.to) : undefined,
    projectId: query.projectId?.toLowerCase(),
    sortBy: SORTS[query.sortBy ?? 'created_at'] ?? 'created_at',
    sortOrder: query.sortOrder === 'asc' ? 'asc' : 'desc',
    ...paging,
  };
}
