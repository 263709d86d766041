import { Body, Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { FarmError } from '@farm/shared/errors';
import { AssetsService } from '../../../assets/index.js';
import { CurrentPrincipal, type Principal } from '../../../auth/index.js';
import { JobHistoryService } from '../../../jobs/index.js';
import { CreditsService, UsageService, type UsageType } from '../../../pricing/index.js';
import { readPaging } from '../../edge/paging.js';
import { Problems } from '../../edge/problem-docs.js';
import { BearerOnly, NoCredentials } from '../ilve.credentials.js';
import {
  BillingCancelledDto,
  CheckoutDto,
  CheckoutReplyDto,
  CreditsReplyDto,
  InvoicesDto,
  PricesDto,
  SubscriptionReplyDto,
  UsageQueryDto,
  UsageReplyDto,
} from './billing.dto.js';
import { bytesToUsage, entryToLog, entryToUsage, standingToSubscription } from './credits-to-billing.js';

const USUAL_LOGS = 50;
const USUAL_USAGE = 30;

/** /billing: what a server that sells nothing says to clients that expect a shop. */
@ApiTags('Billing')
@Controller('billing')
export class BillingController {
  constructor(
    private readonly credits: CreditsService,
    private readonly usage: UsageService,
    private readonly history: JobHistoryService,
    private readonly assets: AssetsService,
  ) {}

  @Get('prices')
  @NoCredentials()
  @ApiOperation({ summary: 'Prices (nothing is sold here)' })
  @ApiOkResponse({ type: PricesDto })
  getPrices(): PricesDto {
    return {
      tiers: { starter: null, pro: null, business: null },
      credits: { '800': null, '1500': null, '8000': null },
    };
  }

  @Post('checkout')
  @BearerOnly()
  @HttpCode(200)
  @ApiOperation({ summary: 'Buy (always refused)' })
  @ApiOkResponse({ type: CheckoutReplyDto })
  @Problems(400, 401)
  createCheckout(@Body() _body: CheckoutDto): CheckoutReplyDto {
    throw new FarmError('bad-request', 'Billing is not available on this self-hosted server.');
  }

  @Post('cancel')
  @BearerOnly()
  @HttpCode(200)
  @ApiOperation({ summary: 'Cancel a subscription (there is none, so it is done)' })
  @ApiOkResponse({ type: BillingCancelledDto })
  @Problems(401)
  cancelSubscription(): BillingCancelledDto {
    return { success: true };
  }

  @Get('invoices')
  @BearerOnly()
  @ApiOperation({ summary: 'Invoices (there are none)' })
  @ApiOkResponse({ type: InvoicesDto })
  @Problems(401)
  async listInvoices(@CurrentPrincipal() principal: Principal): Promise<InvoicesDto> {
    return { invoices: [], ...(await this.getSubscription(principal)) };
  }

  @Get('credits')
  @BearerOnly()
  @ApiOperation({ summary: 'Credits of the workspace, what it stores and sends, and the ledger' })
  @ApiOkResponse({ type: CreditsReplyDto })
  @Problems(401)
  async getCredits(@CurrentPrincipal() { workspaceId }: Principal): Promise<CreditsReplyDto> {
    const [standing, summary, entries, renders, assets, sent] = await Promise.all([
      this.credits.standing(workspaceId),
      this.credits.summary(workspaceId),
      this.credits.entries(workspaceId, USUAL_LOGS),
      this.history.storedBytes(workspaceId),
      this.assets.storedBytes(workspaceId),
      this.usage.bandwidthThisMonth(workspaceId),
    ]);
    return {
      balance: standing.balance,
      total: standing.monthly,
      summary: { purchased: 0, ...summary },
      usage: {
        storage: bytesToUsage(renders + assets),
        bandwidth: { ...bytesToUsage(sent), resetAt: standing.resetsAt.toISOString() },
      },
      logs: entries.map(entryToLog),
    };
  }

  @Get('usage')
  @BearerOnly()
  @ApiOperation({ summary: 'What was stored and sent, newest first' })
  @ApiOkResponse({ type: UsageReplyDto })
  @Problems(400, 401)
  async getUsage(
    @CurrentPrincipal() principal: Principal,
    @Query() query: UsageQueryDto,
  ): Promise<UsageReplyDto> {
    const { limit } = readPaging({ ...(query.limit ? { limit: query.limit } : {}) }, USUAL_USAGE);
    const type = query.type as UsageType | undefined;
    return { usage: (await this.usage.list(principal.workspaceId, { type, limit })).map(entryToUsage) };
  }

  @Get('subscription')
  @BearerOnly()
  @ApiOperation({ summary: 'The tier of the workspace and its credits' })
  @ApiOkResponse({ type: SubscriptionReplyDto })
  @Problems(401)
  async getSubscription(@CurrentPrincipal() principal: Principal): Promise<SubscriptionReplyDto> {
    return { subscription: standingToSubscription(await this.credits.standing(principal.workspaceId)) };
  }
}
