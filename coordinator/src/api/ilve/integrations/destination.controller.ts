import { Body, Controller, Delete, Get, HttpCode, Post, Put, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { FarmError } from '@farm/shared/errors';
import { CurrentPrincipal, Roles, type Principal } from '../../../auth/index.js';
import { IntegrationsService, type Integration, type Provider } from '../../../destinations/index.js';
import { Problems } from '../../edge/problem-docs.js';
import { PeopleOnly } from '../ilve.credentials.js';
import { DestinationInputDto, DestinationReplyDto, DestinationTestDto } from './destination.dto.js';
import { integrationToDestination } from './integration-to-reply.js';
import { SuccessDto, TestVerdictDto } from './integrations.dto.js';

/** /v1/destination: the older view of the default integration. For owners and admins, reading included. */
@ApiTags('Integrations')
@PeopleOnly()
@Roles('owner', 'admin')
@Controller('v1/destination')
export class DestinationController {
  constructor(private readonly integrations: IntegrationsService) {}

  @Get()
  @ApiOperation({ summary: 'Read the default destination' })
  @ApiOkResponse({ type: DestinationReplyDto })
  @Problems(401, 403, 404)
  async getDestination(@CurrentPrincipal() principal: Principal): Promise<DestinationReplyDto> {
    return { destination: integrationToDestination(await this.need(principal, 'not-found')) };
  }

  /** 201 when there was no default, 200 when it was replaced: clients type both. */
  @Put()
  @ApiOperation({ summary: 'Set the default destination' })
  @ApiOkResponse({ type: DestinationReplyDto, description: 'Replaced.' })
  @ApiCreatedResponse({ type: DestinationReplyDto, description: 'Created.' })
  @Problems(400, 401, 403)
  async putDestination(
    @CurrentPrincipal() principal: Principal,
    @Body() body: DestinationInputDto,
    @Res({ passthrough: true }) response: Response,
  ): Promise<DestinationReplyDto> {
    const { provider, ...config } = body;
    const { integration, created } = await this.integrations.putDefault(
      principal.workspaceId,
      provider as Provider,
      config,
      principal,
    );
    response.status(created ? 201 : 200);
    return { destination: integrationToDestination(integration) };
  }

  @Post('test')
  @HttpCode(200)
  @ApiOperation({ summary: 'Test a configuration, or without a body the default destination' })
  @ApiOkResponse({ type: TestVerdictDto })
  @Problems(400, 401, 403)
  async testDestination(
    @CurrentPrincipal() principal: Principal,
    @Body() body: DestinationTestDto,
  ): Promise<TestVerdictDto> {
    const { provider, ...config } = body ?? {};
    if (provider)
      return this.integrations.testConfig(principal.workspaceId, provider as Provider, { ...config });
    return this.integrations.test(await this.need(principal, 'bad-request'));
  }

  @Delete()
  @ApiOperation({ summary: 'Remove the default destination' })
  @ApiOkResponse({ type: SuccessDto })
  @Problems(401, 403)
  async deleteDestination(@CurrentPrincipal() principal: Principal): Promise<SuccessDto> {
    await this.integrations.removeDefault(principal.workspaceId, principal);
    return { success: true };
  }

  private async need(principal: Principal, code: 'not-found' | 'bad-request'): Promise<Integration> {
    const found = await this.integrations.default(principal.workspaceId);
    if (!found)
      throw new FarmError(
        code,
        'This workspace has no default destination; PUT one to /v1/destination, or set isDefault on an integration.',
      );
    return found;
  }
}
