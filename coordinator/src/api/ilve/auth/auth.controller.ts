import { Body, Controller, Get, HttpCode, Post, Req } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Request } from 'express';
import {
  CurrentPrincipal,
  FromWhere,
  InvitationsService,
  PasswordsService,
  PeopleService,
  pickUsual,
  SessionsService,
  WhilePaused,
  WorkspacesService,
  type Principal,
  type RequestOrigin,
  type Session,
} from '../../../auth/index.js';
import { WebhooksService } from '../../../webhooks/index.js';
import { Problems } from '../../edge/problem-docs.js';
import { BearerOnly, KeyOrBearer, NoCredentials } from '../ilve.credentials.js';
import {
  AcceptInvitationDto,
  ChangePasswordDto,
  DoneDto,
  LoginDto,
  LogoutDto,
  MeDto,
  RefreshDto,
  SessionDto,
  SwitchDto,
} from './auth.dto.js';
import { meToReply, sessionToReply } from './session-to-reply.js';

/** /v1/auth: who one is. Works in paused workspaces too: nothing of the workspace is changed. */
@ApiTags('Auth')
@WhilePaused()
@Controller('v1/auth')
export class AuthController {
  constructor(
    private readonly sessions: SessionsService,
    private readonly passwords: PasswordsService,
    private readonly invitations: InvitationsService,
    private readonly people: PeopleService,
    private readonly workspaces: WorkspacesService,
    private readonly webhooks: WebhooksService,
  ) {}

  @Post('login')
  @HttpCode(200)
  @NoCredentials()
  @ApiOperation({ summary: 'Get a token for a person' })
  @ApiOkResponse({ type: SessionDto })
  @Problems(400, 401, 403, 404, 429)
  async login(@Body() body: LoginDto, @FromWhere() from: RequestOrigin): Promise<SessionDto> {
    return this.reply(await this.passwords.login(body, from));
  }

  @Post('refresh')
  @HttpCode(200)
  @NoCredentials()
  @ApiOperation({ summary: 'Get the next tokens for a refresh token, which is good once' })
  @ApiOkResponse({ type: SessionDto })
  @Problems(400, 401)
  async refreshSession(@Body() body: RefreshDto, @FromWhere() from: RequestOrigin): Promise<SessionDto> {
    return this.reply(await this.sessions.refresh(body.refreshToken, from));
  }

  @Post('logout')
  @HttpCode(200)
  @NoCredentials()
  @ApiOperation({ summary: 'End a login: its refresh token and its Bearer tokens' })
  @ApiOkResponse({ type: DoneDto })
  @Problems(400)
  async logout(@Body() body: LogoutDto, @Req() request: Request): Promise<DoneDto> {
    await this.sessions.logout({ refreshToken: body.refreshToken, bearer: pickUsual(request).bearer });
    return { success: true };
  }

  @Post('switch')
  @HttpCode(200)
  @BearerOnly()
  @ApiOperation({ summary: 'Get a token for another of your workspaces' })
  @ApiOkResponse({ type: SessionDto })
  @Problems(400, 401, 403, 404)
  async switchWorkspace(
    @CurrentPrincipal() principal: Principal,
    @Body() body: SwitchDto,
  ): Promise<SessionDto> {
    return this.reply(await this.sessions.openElsewhere(principal, body.workspaceId));
  }

  @Get('me')
  @KeyOrBearer()
  @ApiOperation({ summary: 'Who these credentials are, and in which workspaces' })
  @ApiOkResponse({ type: MeDto })
  @Problems(401)
  async getMe(@CurrentPrincipal() principal: Principal): Promise<MeDto> {
    const { memberId, workspaceId } = principal;
    const memberships = memberId ? await this.people.workspacesOf(memberId) : [];
    return meToReply(principal, await this.workspaces.need(workspaceId), memberships);
  }

  @Post('password')
  @HttpCode(200)
  @BearerOnly()
  @ApiOperation({ summary: 'Change your password; all other logins of yours end' })
  @ApiOkResponse({ type: DoneDto })
  @Problems(400, 401, 403, 429)
  async changePassword(
    @CurrentPrincipal() principal: Principal,
    @Body() body: ChangePasswordDto,
  ): Promise<DoneDto> {
    await this.passwords.change(principal, body.currentPassword, body.newPassword);
    return { success: true };
  }

  @Post('accept-invitation')
  @HttpCode(200)
  @NoCredentials()
  @ApiOperation({ summary: 'Join a workspace with the token of an invitation' })
  @ApiOkResponse({ type: SessionDto })
  @Problems(400, 401, 404, 409, 429)
  async acceptInvitation(
    @Body() body: AcceptInvitationDto,
    @FromWhere() from: RequestOrigin,
  ): Promise<SessionDto> {
    return this.reply(await this.invitations.accept(body, from));
  }

  private reply(session: Session): SessionDto {
    return sessionToReply(session, this.webhooks.secretOf(session.member.workspaceId));
  }
}
