import { Body, Controller, Delete, Get, HttpCode, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiParam } from '@nestjs/swagger';
import {
  ApiKeysService,
  AuditService,
  CurrentAdmin,
  JoinTokensService,
  WorkspacesService,
  type AdminActor,
} from '../../auth/index.js';
import { IdParam } from '../../platform/http/id-param.js';
import { auditToReply } from '../edge/audit-to-reply.js';
import { AuditListDto } from '../edge/audit.dto.js';
import { pageFacts, readPaging } from '../edge/paging.js';
import { Problems } from '../edge/problem-docs.js';
import { AdminRoutes } from './admin.credentials.js';
import {
  AdminAuditQueryDto,
  AdminCreatedKeyDto,
  AdminCreateKeyDto,
  AdminDoneDto,
  AdminKeyListDto,
  AdminKeyQueryDto,
  AdminPageQueryDto,
  CreatedJoinTokenDto,
  CreateJoinTokenDto,
  JoinTokenListDto,
} from './admin.dto.js';
import { joinTokenToReply, keyToReply } from './admin-to-reply.js';

/** Life of a join token that says nothing else, seconds. */
const JOIN_TTL = 24 * 3600;

/** /v1/admin/keys, /join-tokens and /audit: who can get in, and what was changed. */
@AdminRoutes()
@Controller('v1/admin')
export class AdminAccessController {
  constructor(
    private readonly keys: ApiKeysService,
    private readonly joinTokens: JoinTokensService,
    private readonly workspaces: WorkspacesService,
    private readonly audit: AuditService,
  ) {}

  @Get('keys')
  @ApiOperation({ summary: 'List the API keys of all workspaces' })
  @ApiOkResponse({ type: AdminKeyListDto })
  @Problems(400, 401)
  async adminListKeys(@Query() query: AdminKeyQueryDto): Promise<AdminKeyListDto> {
    const paging = readPaging(query);
    const { workspaceId, all } = query;
    const { rows, total } = await this.keys.page({ ...paging, workspaceId, all: all === 'true' });
    return { keys: rows.map(keyToReply), ...pageFacts(total, paging) };
  }

  @Post('keys')
  @HttpCode(201)
  @ApiOperation({ summary: 'Make an API key for a workspace; it is shown this once' })
  @ApiCreatedResponse({ type: AdminCreatedKeyDto })
  @Problems(400, 401, 404)
  async adminCreateKey(
    @CurrentAdmin() admin: AdminActor,
    @Body() { workspaceId, role, ...body }: AdminCreateKeyDto,
  ): Promise<AdminCreatedKeyDto> {
    const { id } = await this.workspaces.need(workspaceId);
    const name = body.name?.trim() || 'API key';
    const { key, text } = await this.keys.make(admin, { workspaceId: id, name, role, createdBy: null });
    return { ...keyToReply(key), apiKey: text };
  }

  @Delete('keys/:id')
  @ApiOperation({ summary: 'Revoke any API key' })
  @ApiParam({ name: 'id', type: String, format: 'uuid' })
  @ApiOkResponse({ type: AdminDoneDto })
  @Problems(401, 404)
  async adminRevokeKey(@CurrentAdmin() admin: AdminActor, @IdParam('id') id: string): Promise<AdminDoneDto> {
    await this.keys.revokeAny(admin, id);
    return { success: true };
  }

  @Get('join-tokens')
  @ApiOperation({ summary: 'List the tokens with which agents join' })
  @ApiOkResponse({ type: JoinTokenListDto })
  @Problems(401)
  async adminListJoinTokens(@Query() query: AdminPageQueryDto): Promise<JoinTokenListDto> {
    const paging = readPaging(query);
    const { rows, total } = await this.joinTokens.page(paging);
    return { joinTokens: rows.map(joinTokenToReply), ...pageFacts(total, paging) };
  }

  @Post('join-tokens')
  @HttpCode(201)
  @ApiOperation({ summary: 'Make a token with which an agent joins; it is shown this once' })
  @ApiCreatedResponse({ type: CreatedJoinTokenDto })
  @Problems(400, 401)
  async adminCreateJoinToken(
    @CurrentAdmin() admin: AdminActor,
    @Body() { label, reusable = false, expiresInSeconds: ttl = JOIN_TTL }: CreateJoinTokenDto,
  ): Promise<CreatedJoinTokenDto> {
    return this.joinTokens.issue(admin, { label: label?.trim() || 'agent', reusable, ttl });
  }

  @Delete('join-tokens/:id')
  @ApiOperation({ summary: 'Revoke a join token; agents that joined with it stay' })
  @ApiParam({ name: 'id', type: String, format: 'uuid' })
  @ApiOkResponse({ type: AdminDoneDto })
  @Problems(401, 404)
  async adminRevokeJoinToken(
    @CurrentAdmin() admin: AdminActor,
    @IdParam('id') id: string,
  ): Promise<AdminDoneDto> {
    await this.joinTokens.revoke(admin, id);
    return { success: true };
  }

  @Get('audit')
  @ApiOperation({ summary: 'List the changes in the whole farm' })
  @ApiOkResponse({ type: AuditListDto })
  @Problems(400, 401)
  async adminListAudit(@Query() query: AdminAuditQueryDto): Promise<AuditListDto> {
    const paging = readPaging(query);
    const { action, workspaceId } = query;
    return auditToReply(await this.audit.all({ ...paging, action }, workspaceId), paging);
  }
}
