import { Body, Controller, Delete, Get, HttpCode, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { CurrentPrincipal, type Principal } from '../../../auth/index.js';
import { refusedHosts, type HostRefuser } from '../../../platform/refused-hosts.js';
import { webhookUrlIssues } from '../../../jobs/index.js';
import { InjectConfig, type CoordinatorConfig } from '../../../platform/config/config.js';
import { IdParam } from '../../../platform/http/id-param.js';
import { issuesError } from '../../../platform/http/validation.pipe.js';
import {
  DeliveriesService,
  SubscriptionsService,
  type Delivery,
  type DeliveryState,
  type DeliveryTry,
  type WebhookEvent,
} from '../../../webhooks/index.js';
import { pageFacts, readPaging } from '../../edge/paging.js';
import { Problems } from '../../edge/problem-docs.js';
import { KeyOrBearer } from '../ilve.credentials.js';
import { deliveryToReply, subscriptionToReply, tryToReply } from './subscription-to-reply.js';
import {
  CreateWebhookDto,
  DeliveryListDto,
  DeliveryListQueryDto,
  DeliveryReplyDto,
  RevokedWebhookDto,
  WebhookListDto,
  WebhookSubscriptionDto,
  WebhookTestDto,
} from './webhooks.dto.js';

const Id = () => ApiParam({ name: 'id', type: String, format: 'uuid' });

/** /v1/webhooks: subscriptions, and, as ours, the log of what was sent. */
@ApiTags('Webhooks')
@KeyOrBearer()
@Controller('v1/webhooks')
export class WebhooksController {
  private readonly refusesHost: HostRefuser;

  constructor(
    private readonly subscriptions: SubscriptionsService,
    private readonly deliveries: DeliveriesService,
    @InjectConfig() config: CoordinatorConfig,
  ) {
    this.refusesHost = refusedHosts(config.allowPrivate);
  }

  @Get('deliveries')
  @ApiOperation({ summary: 'List what was sent, newest first (extension)' })
  @ApiOkResponse({ type: DeliveryListDto })
  @Problems(400, 401)
  async listWebhookDeliveries(
    @CurrentPrincipal() { workspaceId }: Principal,
    @Query() query: DeliveryListQueryDto,
  ): Promise<DeliveryListDto> {
    const paging = readPaging(query);
    const { deliveries, total } = await this.deliveries.list(workspaceId, {
      ...(query.jobId ? { jobId: query.jobId } : {}),
      ...(query.subscriptionId ? { subscriptionId: query.subscriptionId } : {}),
      ...(query.state ? { state: query.state as DeliveryState } : {}),
      ...paging,
    });
    return { deliveries: deliveries.map(deliveryToReply), ...pageFacts(total, paging) };
  }

  @Get('deliveries/:id')
  @Id()
  @ApiOperation({ summary: 'Read one delivery with its tries (extension)' })
  @ApiOkResponse({ type: DeliveryReplyDto })
  @Problems(401, 404)
  async getWebhookDelivery(
    @CurrentPrincipal() { workspaceId }: Principal,
    @IdParam('id') id: string,
  ): Promise<DeliveryReplyDto> {
    return toReply(await this.deliveries.require(workspaceId, id));
  }

  @Post('deliveries/:id/redeliver')
  @HttpCode(200)
  @Id()
  @ApiOperation({ summary: 'Send again, with the same event id (extension)' })
  @ApiOkResponse({ type: DeliveryReplyDto })
  @Problems(401, 404)
  async redeliverWebhook(
    @CurrentPrincipal() { workspaceId }: Principal,
    @IdParam('id') id: string,
  ): Promise<DeliveryReplyDto> {
    return toReply(await this.deliveries.redeliver(workspaceId, id));
  }

  @Post()
  @HttpCode(201)
  @ApiOperation({ summary: 'Subscribe a URL to the ends of renders' })
  @ApiCreatedResponse({ type: WebhookSubscriptionDto })
  @Problems(400, 401, 409)
  async createWebhook(
    @CurrentPrincipal() principal: Principal,
    @Body() body: CreateWebhookDto,
  ): Promise<WebhookSubscriptionDto> {
    const issues = webhookUrlIssues(body.url ?? null, this.refusesHost, 'url');
    if (issues.length > 0) throw issuesError(issues);
    const events = body.events as WebhookEvent[] | null | undefined;
    const wish = { url: String(body.url), ...(events ? { events } : {}) };
    return subscriptionToReply(await this.subscriptions.create(principal, wish));
  }

  @Get()
  @ApiOperation({ summary: 'List the active subscriptions' })
  @ApiOkResponse({ type: WebhookListDto })
  @Problems(401)
  async listWebhooks(@CurrentPrincipal() { workspaceId }: Principal): Promise<WebhookListDto> {
    return { subscriptions: (await this.subscriptions.list(workspaceId)).map(subscriptionToReply) };
  }

  @Delete(':id')
  @Id()
  @ApiOperation({ summary: 'Revoke a subscription' })
  @ApiOkResponse({ type: RevokedWebhookDto })
  @Problems(401, 404)
  async deleteWebhook(
    @CurrentPrincipal() principal: Principal,
    @IdParam('id') id: string,
  ): Promise<RevokedWebhookDto> {
    await this.subscriptions.revoke(principal, id);
    return { success: true };
  }

  @Post(':id/test')
  @HttpCode(200)
  @Id()
  @ApiOperation({ summary: 'Send a sample event and see what comes of it (extension)' })
  @ApiOkResponse({ type: WebhookTestDto })
  @Problems(401, 404)
  async testWebhook(
    @CurrentPrincipal() { workspaceId }: Principal,
    @IdParam('id') id: string,
  ): Promise<WebhookTestDto> {
    const sent = await this.deliveries.sendTest(workspaceId, id);
    return { success: sent.delivery.state === 'delivered', ...toReply(sent) };
  }
}

const toReply = ({ delivery, tries }: { delivery: Delivery; tries: DeliveryTry[] }): DeliveryReplyDto => ({
  delivery: deliveryToReply(delivery),
  tries: tries.map(tryToReply),
});
