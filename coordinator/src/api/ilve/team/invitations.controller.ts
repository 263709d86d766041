import { Body, Controller, Delete, Get, HttpCode, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { CurrentPrincipal, InvitationsService, Roles, type Principal } from '../../../auth/index.js';
import { IdParam } from '../../../platform/http/id-param.js';
import { Origin } from '../../../platform/http/origin.js';
import { Problems } from '../../edge/problem-docs.js';
import { BearerOnly } from '../ilve.credentials.js';
import {
  CreatedInvitationDto,
  CreateInvitationDto,
  InvitationListDto,
  RemovedMemberDto,
} from './team.dto.js';
import { invitationToReply } from './team-to-reply.js';

/** /v1/team/invitations: for owners and admins, who hand the token on. */
@ApiTags('Team')
@BearerOnly()
@Roles('owner', 'admin')
@Controller('v1/team/invitations')
export class InvitationsController {
  constructor(private readonly invitations: InvitationsService) {}

  @Get()
  @ApiOperation({ summary: 'List the open invitations' })
  @ApiOkResponse({ type: InvitationListDto })
  @Problems(401, 403)
  async listInvitations(@CurrentPrincipal() principal: Principal): Promise<InvitationListDto> {
    return { invitations: (await this.invitations.list(principal.workspaceId)).map(invitationToReply) };
  }

  @Post()
  @HttpCode(201)
  @ApiOperation({ summary: 'Invite somebody; the token is shown this once' })
  @ApiCreatedResponse({ type: CreatedInvitationDto })
  @Problems(400, 401, 403, 409)
  async createInvitation(
    @CurrentPrincipal() principal: Principal,
    @Body() body: CreateInvitationDto,
    @Origin() origin: string,
  ): Promise<CreatedInvitationDto> {
    const wanted = { email: body.email, role: body.role ?? 'member' };
    const { invitation, token } = await this.invitations.invite(principal, wanted);
    return { ...invitationToReply(invitation), token, acceptUrl: `${origin}/v1/auth/accept-invitation` };
  }

  @Delete(':id')
  @ApiOperation({ summary: 'Revoke an invitation' })
  @ApiParam({ name: 'id', type: String, format: 'uuid' })
  @ApiOkResponse({ type: RemovedMemberDto })
  @Problems(401, 403, 404)
  async deleteInvitation(
    @CurrentPrincipal() principal: Principal,
    @IdParam('id') id: string,
  ): Promise<RemovedMemberDto> {
    await this.invitations.revoke(principal, id);
    return { success: true };
  }
}
