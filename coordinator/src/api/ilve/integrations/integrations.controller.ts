import { Body, Controller, Delete, Get, HttpCode, Post, Put } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { CurrentPrincipal, Roles, type Principal } from '../../../auth/index.js';
import { IntegrationsService, type Provider } from '../../../destinations/index.js';
import { IdParam } from '../../../platform/http/id-param.js';
import { Problems } from '../../edge/problem-docs.js';
import { PeopleOnly } from '../ilve.credentials.js';
import { integrationToReply } from './integration-to-reply.js';
import {
  CreateIntegrationDto,
  IntegrationListDto,
  IntegrationReplyDto,
  SuccessDto,
  TestVerdictDto,
  UpdateIntegrationDto,
} from './integrations.dto.js';

/** /v1/integrations: the workspace's own storage. Every member may look; owners and admins may change. */
@ApiTags('Integrations')
@PeopleOnly()
@Controller('v1/integrations')
export class IntegrationsController {
  constructor(private readonly integrations: IntegrationsService) {}

  @Get()
  @ApiOperation({ summary: 'List the integrations of the workspace' })
  @ApiOkResponse({ type: IntegrationListDto })
  @Problems(401)
  async listIntegrations(@CurrentPrincipal() principal: Principal): Promise<IntegrationListDto> {
    const integrations = await this.integrations.list(principal.workspaceId);
    return { integrations: integrations.map(integrationToReply) };
  }

  @Post()
  @Roles('owner', 'admin')
  @HttpCode(201)
  @ApiOperation({ summary: 'Add an integration' })
  @ApiCreatedResponse({ type: IntegrationReplyDto })
  @Problems(400, 401, 403)
  async createIntegration(
    @CurrentPrincipal() principal: Principal,
    @Body() body: CreateIntegrationDto,
  ): Promise<IntegrationReplyDto> {
    const wanted = { ...changeOf(body), provider: body.provider as Provider, name: body.name };
    return {
      integration: integrationToReply(
        await this.integrations.create(principal.workspaceId, wanted, principal),
      ),
    };
  }

  @Put(':id')
  @Roles('owner', 'admin')
  @ApiOperation({ summary: 'Change an integration' })
  @ApiParam({ name: 'id', type: String, format: 'uuid' })
  @ApiOkResponse({ type: IntegrationReplyDto })
  @Problems(400, 401, 403, 404)
  async updateIntegration(
    @CurrentPrincipal() principal: Principal,
    @IdParam('id') id: string,
    @Body() body: UpdateIntegrationDto,
  ): Promise<IntegrationReplyDto> {
    const changed = await this.integrations.update(principal.workspaceId, id, changeOf(body), principal);
    return { integration: integrationToReply(changed) };
  }

  @Delete(':id')
  @Roles('owner', 'admin')
  @ApiOperation({ summary: 'Remove an integration' })
  @ApiParam({ name: 'id', type: String, format: 'uuid' })
  @ApiOkResponse({ type: SuccessDto })
  @Problems(401, 403, 404)
  async deleteIntegration(
    @CurrentPrincipal() principal: Principal,
    @IdParam('id') id: string,
  ): Promise<SuccessDto> {
    await this.integrations.remove(principal.workspaceId, id, principal);
    return { success: true };
  }

  @Post(':id/test')
  @Roles('owner', 'admin')
  @HttpCode(200)
  @ApiOperation({ summary: 'Write and delete a small object with an integration' })
  @ApiParam({ name: 'id', type: String, format: 'uuid' })
  @ApiOkResponse({ type: TestVerdictDto })
  @Problems(401, 403, 404)
  async testIntegration(
    @CurrentPrincipal() principal: Principal,
    @IdParam('id') id: string,
  ): Promise<TestVerdictDto> {
    return this.integrations.test(await this.integrations.need(principal.workspaceId, id));
  }
}

/** Some clients send null for what they do not set. */
function changeOf(body: UpdateIntegrationDto) {
  return {
    ...(body.provider == null ? {} : { provider: body.provider as Provider }),
    ...(body.name == null ? {} : { name: body.name }),
    ...(body.isActive == null ? {} : { isActive: body.isActive }),
    ...(body.isDefault == null ? {} : { isDefault: body.isDefault }),
    ...(body.config == null ? {} : { config: body.config }),
  };
}
