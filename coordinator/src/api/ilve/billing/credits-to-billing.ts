import type { CreditEntry, Standing, UsageEntry } from '../../../pricing/index.js';
import type { CreditLogDto, SubscriptionDto, UsageLogDto } from './billing.dto.js';

/** A farm of one's own has everything; a quota is the operator's business and no lower tier. */
export const TIER = 'enterprise';

export const standingToSubscription = ({ balance, monthly }: Standing): SubscriptionDto => ({
  status: 'active',
  currentPeriodEnd: null,
  creditsBalance: balance,
  creditsTotal: monthly,
  tier: TIER,
});

export const entryToLog = (entry: CreditEntry): CreditLogDto => ({
  id: entry.id,
  action: entry.action,
  amount: entry.amount,
  balance_before: entry.balanceBefore,
  balance_after: entry.balanceAfter,
  created_at: entry.createdAt.toISOString(),
  ...(entry.jobId === null ? {} : { job_id: entry.jobId }),
  ...(entry.metadata === null ? {} : { metadata: entry.metadata }),
});

export const entryToUsage = ({ id, type, bytes, source, metadata, createdAt }: UsageEntry): UsageLogDto => ({
  id,
  type,
  bytes,
  source,
  metadata,
  created_at: createdAt.toISOString(),
});

/** Nothing is charged for bytes; the free amount is a number that clients can divide by. */
export const bytesToUsage = (usedBytes: number) => ({
  usedBytes: Math.round(usedBytes),
  freeBytes: 2 ** 50,
  chargeBlockBytes: 0,
  overBytes: 0,
  creditsCharged: 0,
});
