import { Body, Controller, Delete, Get, HttpCode, Patch, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiParam } from '@nestjs/swagger';
import {
  CurrentAdmin,
  PeopleService,
  TeamService,
  WorkspacesService,
  type AdminActor,
} from '../../auth/index.js';
import { IdParam } from '../../platform/http/id-param.js';
import { MOST_PER_PAGE, pageFacts, readPaging } from '../edge/paging.js';
import { Problems } from '../edge/problem-docs.js';
import { AdminRoutes } from './admin.credentials.js';
import {
  AdminAddMemberDto,
  AdminCreateWorkspaceDto,
  AdminDoneDto,
  AdminMemberDto,
  AdminPageQueryDto,
  AdminSetRoleDto,
  AdminUpdateWorkspaceDto,
  AdminWorkspaceDetailDto,
  AdminWorkspaceDto,
  AdminWorkspaceListDto,
} from './admin.dto.js';
import { memberToReply, workspaceToReply } from './admin-to-reply.js';

/** /v1/admin/workspaces: every workspace of the farm and who is in it. */
@AdminRoutes()
@Controller('v1/admin/workspaces')
export class AdminWorkspacesController {
  constructor(
    private readonly workspaces: WorkspacesService,
    private readonly people: PeopleService,
    private readonly team: TeamService,
  ) {}

  @Get()
  @ApiOperation({ summary: 'List the workspaces' })
  @ApiOkResponse({ type: AdminWorkspaceListDto })
  @Problems(400, 401)
  async adminListWorkspaces(@Query() query: AdminPageQueryDto): Promise<AdminWorkspaceListDto> {
    const paging = readPaging(query);
    const { rows, total } = await this.workspaces.page({ ...paging, search: query.search });
    return { workspaces: rows.map(workspaceToReply), ...pageFacts(total, paging) };
  }

  @Post()
  @HttpCode(201)
  @ApiOperation({ summary: 'Make a workspace' })
  @ApiCreatedResponse({ type: AdminWorkspaceDto })
  @Problems(400, 401, 404)
  async adminCreateWorkspace(
    @CurrentAdmin() admin: AdminActor,
    @Body() body: AdminCreateWorkspaceDto,
  ): Promise<AdminWorkspaceDto> {
    if (body.ownerId) await this.people.need(body.ownerId);
    return workspaceToReply(await this.workspaces.create(admin, body.name, body.ownerId));
  }

  @Get(':id')
  @ApiOperation({ summary: 'Read a workspace and its members' })
  @ApiParam({ name: 'id', type: String, format: 'uuid' })
  @ApiOkResponse({ type: AdminWorkspaceDetailDto })
  @Problems(401, 404)
  async adminGetWorkspace(@IdParam('id') id: string): Promise<AdminWorkspaceDetailDto> {
    const workspace = workspaceToReply(await this.workspaces.need(id));
    const { rows } = await this.team.page(id, { page: 1, limit: MOST_PER_PAGE });
    return { ...workspace, members: rows.map(memberToReply) };
  }

  @Patch(':id')
  @ApiOperation({ summary: 'Rename, pause or resume a workspace' })
  @ApiParam({ name: 'id', type: String, format: 'uuid' })
  @ApiOkResponse({ type: AdminWorkspaceDto })
  @Problems(400, 401, 404)
  async adminUpdateWorkspace(
    @CurrentAdmin() admin: AdminActor,
    @IdParam('id') id: string,
    @Body() { name, paused }: AdminUpdateWorkspaceDto,
  ): Promise<AdminWorkspaceDto> {
    if (name) await this.workspaces.rename(admin, id, name);
    if (typeof paused === 'boolean') await this.workspaces.setPaused(admin, id, paused);
    return workspaceToReply(await this.workspaces.need(id));
  }

  @Delete(':id')
  @ApiOperation({ summary: 'Remove a workspace with everything in it' })
  @ApiParam({ name: 'id', type: String, format: 'uuid' })
  @ApiOkResponse({ type: AdminDoneDto })
  @Problems(401, 404, 409)
  async adminDeleteWorkspace(
    @CurrentAdmin() admin: AdminActor,
    @IdParam('id') id: string,
  ): Promise<AdminDoneDto> {
    await this.workspaces.remove(admin, id);
    return { success: true };
  }

  @Post(':id/members')
  @HttpCode(201)
  @ApiOperation({ summary: 'Put a user into a workspace' })
  @ApiParam({ name: 'id', type: String, format: 'uuid' })
  @ApiCreatedResponse({ type: AdminMemberDto })
  @Problems(400, 401, 404, 409)
  async adminAddMember(
    @CurrentAdmin() admin: AdminActor,
    @IdParam('id') id: string,
    @Body() body: AdminAddMemberDto,
  ): Promise<AdminMemberDto> {
    const role = body.role ?? 'member';
    await this.workspaces.need(id);
    const user = await this.people.need(body.userId);
    await this.team.add(admin, id, user.id, role);
    return { id: user.id, email: user.email, role };
  }

  @Patch(':id/members/:userId')
  @ApiOperation({ summary: 'Give a member another role' })
  @ApiParam({ name: 'id', type: String, format: 'uuid' })
  @ApiParam({ name: 'userId', type: String, format: 'uuid' })
  @ApiOkResponse({ type: AdminMemberDto })
  @Problems(400, 401, 404, 409)
  async adminSetRole(
    @CurrentAdmin() admin: AdminActor,
    @IdParam('id') id: string,
    @IdParam('userId') userId: string,
    @Body() body: AdminSetRoleDto,
  ): Promise<AdminMemberDto> {
    return memberToReply(await this.team.setRole(admin, id, userId, body.role));
  }

  @Delete(':id/members/:userId')
  @ApiOperation({ summary: 'Take a user out of a workspace' })
  @ApiParam({ name: 'id', type: String, format: 'uuid' })
  @ApiParam({ name: 'userId', type: String, format: 'uuid' })
  @ApiOkResponse({ type: AdminDoneDto })
  @Problems(401, 404, 409)
  async adminRemoveMember(
    @CurrentAdmin() admin: AdminActor,
    @IdParam('id') id: string,
    @IdParam('userId') userId: string,
  ): Promise<AdminDoneDto> {
    await this.team.remove(admin, id, userId);
    return { success: true };
  }
}
