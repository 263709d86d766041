import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional, IsString } from 'class-validator';

const ID = '018f6b1e-7c00-7000-8000-000000000003';
const TIME = '2026-06-26T00:00:00.000Z';
const TYPES = ['storage', 'bandwidth'];

export class TierPricesDto {
  @ApiProperty({ type: String, nullable: true, example: null }) starter!: string | null;
  @ApiProperty({ type: String, nullable: true, example: null }) pro!: string | null;
  @ApiProperty({ type: String, nullable: true, example: null }) business!: string | null;
}

export class CreditPricesDto {
  @ApiProperty({ type: String, nullable: true, example: null }) '800'!: string | null;
  @ApiProperty({ type: String, nullable: true, example: null }) '1500'!: string | null;
  @ApiProperty({ type: String, nullable: true, example: null }) '8000'!: string | null;
}

export class PricesDto {
  @ApiProperty({ type: TierPricesDto }) tiers!: TierPricesDto;
  @ApiProperty({ type: CreditPricesDto }) credits!: CreditPricesDto;
}

/** What the vendor's clients send; a farm of one's own sells nothing, so none of it is looked at. */
export class CheckoutDto {
  @ApiPropertyOptional({ type: String, example: 'starter' }) tierId?: string;
  @ApiPropertyOptional({ type: String, example: 'subscription' }) mode?: string;
}

export class CheckoutReplyDto {
  @ApiProperty({ type: String, example: 'https://example.com/checkout' }) url!: string;
}

export class BillingCancelledDto {
  @ApiProperty({ type: Boolean, example: true }) success!: boolean;
}

export class SubscriptionDto {
  @ApiProperty({ type: String, example: 'active' }) status!: string;
  @ApiProperty({ type: String, format: 'date-time', nullable: true, example: null })
  currentPeriodEnd!: string | null;
  @ApiProperty({ type: Number, example: 1_000_000 }) creditsBalance!: number;
  @ApiProperty({ type: Number, example: 1_000_000 }) creditsTotal!: number;
  @ApiProperty({ type: String, example: 'enterprise' }) tier!: string;
}

export class SubscriptionReplyDto {
  @ApiProperty({ type: SubscriptionDto }) subscription!: SubscriptionDto;
}

export class InvoicesDto extends SubscriptionReplyDto {
  @ApiProperty({ type: 'array', items: { type: 'object', additionalProperties: true }, example: [] })
  invoices!: object[];
}

export class CreditSummaryDto {
  @ApiProperty({ type: Number, description: 'Always 0: nothing is sold.', example: 0 }) purchased!: number;
  @ApiProperty({ type: Number, example: 12.5 }) consumed!: number;
  @ApiProperty({ type: Number, example: 0.9 }) refunded!: number;
  @ApiProperty({ type: Number, example: 3.2 }) consumed30Days!: number;
}

export class StorageUsageDto {
  @ApiProperty({ type: 'integer', description: 'Bytes of assets and renders.', example: 2_457_600 })
  usedBytes!: number;
  @ApiProperty({ type: 'integer', example: 1_125_899_906_842_624 }) freeBytes!: number;
  @ApiProperty({ type: 'integer', example: 0 }) chargeBlockBytes!: number;
  @ApiProperty({ type: 'integer', example: 0 }) overBytes!: number;
  @ApiProperty({ type: Number, example: 0 }) creditsCharged!: number;
}

export class BandwidthUsageDto extends StorageUsageDto {
  @ApiProperty({ type: String, format: 'date-time', description: 'When the month ends.', example: TIME })
  resetAt!: string;
}

export class UsageSumsDto {
  @ApiProperty({ type: StorageUsageDto }) storage!: StorageUsageDto;
  @ApiProperty({ type: BandwidthUsageDto }) bandwidth!: BandwidthUsageDto;
}

export class CreditLogDto {
  @ApiProperty({ type: String, format: 'uuid', example: ID }) id!: string;
  @ApiProperty({ enum: ['reserved', 'consumed', 'refunded', 'granted'], example: 'consumed' })
  action!: string;
  @ApiProperty({ type: Number, example: 0.9 }) amount!: number;
  @ApiProperty({ type: Number, example: 1_000_000 }) balance_before!: number;
  @ApiProperty({ type: Number, example: 999_999.1 }) balance_after!: number;
  @ApiProperty({ type: String, format: 'date-time', example: TIME }) created_at!: string;
  @ApiPropertyOptional({ type: String, format: 'uuid', example: ID }) job_id?: string;
  @ApiPropertyOptional({ type: 'object', additionalProperties: true, example: { reserved: 0.9 } })
  metadata?: object;
}

export class CreditsReplyDto {
  @ApiProperty({ type: Number, example: 1_000_000 }) balance!: number;
  @ApiProperty({ type: Number, example: 1_000_000 }) total!: number;
  @ApiProperty({ type: CreditSummaryDto }) summary!: CreditSummaryDto;
  @ApiProperty({ type: UsageSumsDto }) usage!: UsageSumsDto;
  @ApiProperty({ type: [CreditLogDto], description: 'The newest 50.' }) logs!: CreditLogDto[];
}

export class UsageQueryDto {
  @ApiPropertyOptional({ enum: TYPES, example: 'storage' })
  @IsOptional()
  @IsIn(TYPES, { message: 'type must be storage or bandwidth' })
  type?: string;

  @ApiPropertyOptional({ type: 'integer', minimum: 1, maximum: 100, default: 30 })
  @IsOptional()
  @IsString({ message: 'limit must be given once' })
  limit?: string;
}

export class UsageLogDto {
  @ApiProperty({ type: String, format: 'uuid', example: ID }) id!: string;
  @ApiProperty({ enum: TYPES, example: 'storage' }) type!: string;
  @ApiProperty({ type: 'integer', example: 2_457_600 }) bytes!: number;
  @ApiProperty({ type: String, example: 'render' }) source!: string;
  @ApiProperty({ type: 'object', additionalProperties: true, nullable: true, example: { jobId: ID } })
  metadata!: object | null;
  @ApiProperty({ type: String, format: 'date-time', example: TIME }) created_at!: string;
}

export class UsageReplyDto {
  @ApiProperty({ type: [UsageLogDto] }) usage!: UsageLogDto[];
}
