import { Body, Controller, Get, Put } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam } from '@nestjs/swagger';
import { CurrentAdmin, WorkspacesService, type AdminActor } from '../../auth/index.js';
import { IdParam } from '../../platform/http/id-param.js';
import { CreditsService, type Standing } from '../../pricing/index.js';
import { Problems } from '../edge/problem-docs.js';
import { AdminRoutes } from './admin.credentials.js';
import { AdminQuotaDto, AdminSetQuotaDto } from './admin-quota.dto.js';

/** /v1/admin/workspaces/{id}/quota: how much a workspace may render in a month. */
@AdminRoutes()
@Controller('v1/admin/workspaces')
export class AdminQuotaController {
  constructor(
    private readonly workspaces: WorkspacesService,
    private readonly credits: CreditsService,
  ) {}

  @Get(':id/quota')
  @ApiOperation({ summary: 'Read the quota of a workspace' })
  @ApiParam({ name: 'id', type: String, format: 'uuid' })
  @ApiOkResponse({ type: AdminQuotaDto })
  @Problems(401, 404)
  async adminGetQuota(@IdParam('id') id: string): Promise<AdminQuotaDto> {
    await this.workspaces.need(id);
    return standingToQuota(await this.credits.standing(id));
  }

  @Put(':id/quota')
  @ApiOperation({ summary: 'Set the credits a month of a workspace, or take the limit away' })
  @ApiParam({ name: 'id', type: String, format: 'uuid' })
  @ApiOkResponse({ type: AdminQuotaDto })
  @Problems(400, 401, 404)
  async adminSetQuota(
    @CurrentAdmin() admin: AdminActor,
    @IdParam('id') id: string,
    @Body() { monthlyCredits }: AdminSetQuotaDto,
  ): Promise<AdminQuotaDto> {
    await this.workspaces.need(id);
    return standingToQuota(await this.credits.setQuota(admin, id, monthlyCredits));
  }
}

const standingToQuota = ({ limited, monthly, used, balance, resetsAt }: Standing): AdminQuotaDto => ({
  monthlyCredits: limited ? monthly : null,
  used,
  balance,
  resetsAt: resetsAt.toISOString(),
});
