import { Body, Controller, Delete, Get, Patch, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import {
  AuditService,
  CurrentPrincipal,
  Roles,
  TeamService,
  WorkspacesService,
  type Principal,
} from '../../../auth/index.js';
import { IdParam } from '../../../platform/http/id-param.js';
import { auditToReply } from '../../edge/audit-to-reply.js';
import { AuditListDto, AuditQueryDto } from '../../edge/audit.dto.js';
import { PageQueryDto } from '../../edge/paging.dto.js';
import { pageFacts, readPaging } from '../../edge/paging.js';
import { Problems } from '../../edge/problem-docs.js';
import { BearerOnly } from '../ilve.credentials.js';
import {
  MemberDto,
  MemberListDto,
  RemovedMemberDto,
  RemoveMemberQueryDto,
  TeamDto,
  UpdateMemberDto,
  UpdateTeamDto,
} from './team.dto.js';
import { memberToReply, teamToReply } from './team-to-reply.js';

/** /v1/team: the workspace of the request and the people in it. */
@ApiTags('Team')
@BearerOnly()
@Controller('v1/team')
export class TeamController {
  constructor(
    private readonly team: TeamService,
    private readonly workspaces: WorkspacesService,
    private readonly audit: AuditService,
  ) {}

  @Get()
  @ApiOperation({ summary: 'Read the workspace' })
  @ApiOkResponse({ type: TeamDto })
  @Problems(401)
  async getTeam(@CurrentPrincipal() principal: Principal): Promise<TeamDto> {
    return teamToReply(await this.workspaces.need(principal.workspaceId));
  }

  @Patch()
  @Roles('owner', 'admin')
  @ApiOperation({ summary: 'Rename the workspace' })
  @ApiOkResponse({ type: TeamDto })
  @Problems(400, 401, 403)
  async updateTeam(@CurrentPrincipal() principal: Principal, @Body() body: UpdateTeamDto): Promise<TeamDto> {
    return teamToReply(await this.workspaces.rename(principal, principal.workspaceId, body.name));
  }

  @Get('members')
  @ApiOperation({ summary: 'List the people of the workspace' })
  @ApiOkResponse({ type: MemberListDto })
  @Problems(401)
  async listMembers(
    @CurrentPrincipal() principal: Principal,
    @Query() query: PageQueryDto,
  ): Promise<MemberListDto> {
    const paging = readPaging(query);
    const { rows, total } = await this.team.page(principal.workspaceId, paging);
    return { members: rows.map(memberToReply), ...pageFacts(total, paging) };
  }

  @Get('audit')
  @Roles('owner', 'admin')
  @ApiOperation({ summary: 'List the changes in the workspace: who, what, when' })
  @ApiOkResponse({ type: AuditListDto })
  @Problems(400, 401, 403)
  async listTeamAudit(
    @CurrentPrincipal() principal: Principal,
    @Query() query: AuditQueryDto,
  ): Promise<AuditListDto> {
    const paging = readPaging(query);
    const wanted = { ...paging, action: query.action };
    return auditToReply(await this.audit.ofWorkspace(principal.workspaceId, wanted), paging);
  }

  @Patch('members/:id')
  @Roles('owner', 'admin')
  @ApiOperation({ summary: 'Give a member another role' })
  @ApiParam({ name: 'id', type: String, format: 'uuid' })
  @ApiOkResponse({ type: MemberDto })
  @Problems(400, 401, 403, 404, 409)
  async updateMember(
    @CurrentPrincipal() principal: Principal,
    @IdParam('id') id: string,
    @Body() body: UpdateMemberDto,
  ): Promise<MemberDto> {
    return memberToReply(await this.team.setRole(principal, principal.workspaceId, id, body.role));
  }

  @Delete('members/:id')
  @ApiOperation({ summary: 'Take a member out of the workspace, or leave it' })
  @ApiParam({ name: 'id', type: String, format: 'uuid' })
  @ApiOkResponse({ type: RemovedMemberDto })
  @Problems(401, 403, 404, 409)
  async removeMember(
    @CurrentPrincipal() principal: Principal,
    @IdParam('id') id: string,
    @Query() query: RemoveMemberQueryDto,
  ): Promise<RemovedMemberDto> {
    const options = { revokeKeys: query.revokeKeys === 'true' };
    await this.team.remove(principal, principal.workspaceId, id, options);
    return { success: true };
  }
}
