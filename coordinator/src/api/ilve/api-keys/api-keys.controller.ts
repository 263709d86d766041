import { Body, Controller, Delete, Get, HttpCode, Post, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { ApiKeysService, CurrentPrincipal, type Principal } from '../../../auth/index.js';
import { IdParam } from '../../../platform/http/id-param.js';
import { Problems } from '../../edge/problem-docs.js';
import { BearerOnly } from '../ilve.credentials.js';
import {
  ApiKeyListDto,
  ApiKeyQueryDto,
  CreateApiKeyDto,
  CreatedApiKeyDto,
  DeletedApiKeyDto,
} from './api-keys.dto.js';
import { createdKeyToReply, keyToReply } from './key-to-reply.js';

/** /v1/api-keys: the keys of the workspace. */
@ApiTags('API keys')
@BearerOnly()
@Controller('v1/api-keys')
export class ApiKeysController {
  constructor(private readonly keys: ApiKeysService) {}

  @Get()
  @ApiOperation({ summary: 'List the API keys of the workspace' })
  @ApiOkResponse({ type: ApiKeyListDto })
  @Problems(401)
  async listApiKeys(
    @CurrentPrincipal() principal: Principal,
    @Query() query: ApiKeyQueryDto,
  ): Promise<ApiKeyListDto> {
    const keys = await this.keys.list(principal, { all: query.all === 'true' });
    return { keys: keys.map(keyToReply) };
  }

  @Post()
  @HttpCode(200)
  @ApiOperation({ summary: 'Make an API key; it is shown this once' })
  @ApiOkResponse({ type: CreatedApiKeyDto })
  @Problems(400, 401, 403, 404)
  async createApiKey(
    @CurrentPrincipal() principal: Principal,
    @Body() body: CreateApiKeyDto,
  ): Promise<CreatedApiKeyDto> {
    const { role, workspaceId } = body;
    const name = body.name?.trim() || 'API key';
    return createdKeyToReply(await this.keys.create(principal, { name, role, workspaceId }));
  }

  @Delete(':id')
  @ApiOperation({ summary: 'Revoke an API key' })
  @ApiParam({ name: 'id', type: String, format: 'uuid' })
  @ApiOkResponse({ type: DeletedApiKeyDto })
  @Problems(401, 403, 404)
  async deleteApiKey(
    @CurrentPrincipal() principal: Principal,
    @IdParam('id') id: string,
  ): Promise<DeletedApiKeyDto> {
    await this.keys.revoke(principal, id);
    return { success: true };
  }
}
