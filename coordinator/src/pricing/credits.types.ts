export const CREDIT_ACTIONS = ['reserved', 'consumed', 'refunded', 'granted'] as const;

/**
 * reserved: the estimate, taken at submission; consumed: the measured price, at completion (the balance moves by the
 * difference to what was reserved); refunded: the reservation, given back; granted: a quota was set or a month began.
 */
export type CreditAction = (typeof CREDIT_ACTIONS)[number];

/** One line of the ledger. `amount` is never negative; the balances say in which direction it went. */
export interface CreditEntry {
  id: string;
  workspaceId: string;
  jobId: string | null;
  action: CreditAction;
  amount: number;
  balanceBefore: number;
  balanceAfter: number;
  metadata: Record<string, unknown> | null;
  createdAt: Date;
}

/** A line that is not booked yet: what it does to the account is known, the account is not. */
export type UnbookedEntry = Omit<CreditEntry, 'balanceBefore' | 'balanceAfter'>;

/** A job that costs something. */
export interface Charge {
  workspaceId: string;
  jobId: string;
  /** Credits, two decimals. */
  cost: number;
}

export interface CreditSummary {
  consumed: number;
  refunded: number;
  consumed30Days: number;
}

export const USAGE_TYPES = ['storage', 'bandwidth'] as const;
export type UsageType = (typeof USAGE_TYPES)[number];

/** One line of the usage ledger: bytes that came to stay, or bytes that went out. */
export interface UsageEntry {
  id: string;
  workspaceId: string;
  type: UsageType;
  bytes: number;
  /** What caused it, in a word: render, download, tracked. */
  source: string;
  metadata: Record<string, unknown> | null;
  createdAt: Date;
}
