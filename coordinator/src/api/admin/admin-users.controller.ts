import { Body, Controller, Get, HttpCode, Patch, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiParam } from '@nestjs/swagger';
import { CurrentAdmin, PeopleService, WorkspacesService, type AdminActor } from '../../auth/index.js';
import { IdParam } from '../../platform/http/id-param.js';
import { pageFacts, readPaging } from '../edge/paging.js';
import { Problems } from '../edge/problem-docs.js';
import { AdminRoutes } from './admin.credentials.js';
import {
  AdminCreateUserDto,
  AdminPageQueryDto,
  AdminResetPasswordDto,
  AdminUpdateUserDto,
  AdminUserDto,
  AdminUserListDto,
  AdminUserPasswordDto,
} from './admin.dto.js';
import { userToReply } from './admin-to-reply.js';

/** /v1/admin/users: the people of the farm, across its workspaces. */
@AdminRoutes()
@Controller('v1/admin/users')
export class AdminUsersController {
  constructor(
    private readonly people: PeopleService,
    private readonly workspaces: WorkspacesService,
  ) {}

  @Get()
  @ApiOperation({ summary: 'List the users' })
  @ApiOkResponse({ type: AdminUserListDto })
  @Problems(400, 401)
  async adminListUsers(@Query() query: AdminPageQueryDto): Promise<AdminUserListDto> {
    const paging = readPaging(query);
    const { rows, total } = await this.people.page({ ...paging, search: query.search });
    return { users: rows.map(userToReply), ...pageFacts(total, paging) };
  }

  @Post()
  @HttpCode(201)
  @ApiOperation({ summary: 'Make a user; the password is shown this once' })
  @ApiCreatedResponse({ type: AdminUserPasswordDto })
  @Problems(400, 401, 404, 409)
  async adminCreateUser(
    @CurrentAdmin() admin: AdminActor,
    @Body() { workspaceId, role = 'member', ...person }: AdminCreateUserDto,
  ): Promise<AdminUserPasswordDto> {
    const place = workspaceId
      ? { workspaceId: (await this.workspaces.need(workspaceId)).id, role }
      : undefined;
    const { user, password } = await this.people.create(admin, person, place);
    return { ...userToReply(user), password };
  }

  @Get(':id')
  @ApiOperation({ summary: 'Read a user' })
  @ApiParam({ name: 'id', type: String, format: 'uuid' })
  @ApiOkResponse({ type: AdminUserDto })
  @Problems(401, 404)
  async adminGetUser(@IdParam('id') id: string): Promise<AdminUserDto> {
    return userToReply(await this.people.need(id));
  }

  @Patch(':id')
  @ApiOperation({ summary: 'Disable or enable a user' })
  @ApiParam({ name: 'id', type: String, format: 'uuid' })
  @ApiOkResponse({ type: AdminUserDto })
  @Problems(400, 401, 404)
  async adminUpdateUser(
    @CurrentAdmin() admin: AdminActor,
    @IdParam('id') id: string,
    @Body() body: AdminUpdateUserDto,
  ): Promise<AdminUserDto> {
    return userToReply(await this.people.setDisabled(admin, id, body.disabled));
  }

  @Post(':id/reset-password')
  @HttpCode(200)
  @ApiOperation({ summary: 'Give a user another password, shown this once; their logins end' })
  @ApiParam({ name: 'id', type: String, format: 'uuid' })
  @ApiOkResponse({ type: AdminUserPasswordDto })
  @Problems(400, 401, 404)
  async adminResetPassword(
    @CurrentAdmin() admin: AdminActor,
    @IdParam('id') id: string,
    @Body() body: AdminResetPasswordDto,
  ): Promise<AdminUserPasswordDto> {
    const { user, password } = await this.people.resetPassword(admin, id, body.password);
    return { ...userToReply(user), password };
  }
}
