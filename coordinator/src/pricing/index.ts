export { nextPeriod, UNLIMITED_CREDITS, type Standing } from './account.policy.js';
export { CreditsService } from './credits.service.js';
export { USAGE_TYPES } from './credits.types.js';
export type {
  Charge,
  CreditAction,
  CreditEntry,
  CreditSummary,
  UsageEntry,
  UsageType,
} from './credits.types.js';
export { estimateCost, type PricedScene } from './estimate.policy.js';
export { PricingModule } from './pricing.module.js';
export { UsageService } from './usage.service.js';
