import { z } from 'zod';
import { amount, anything, id, maybe, text, time, whole } from './scalars.js';

const serviceHealth = z.object({
  status: z.enum(['ok', 'error', 'not_configured', 'unknown']),
  latencyMs: maybe(whole),
  error: maybe(text),
});
export const health = z.object({ status: text });
/** Generated SDKs read `redis` and `supabase` only. */
export const healthDetails = z.object({
  status: z.enum(['healthy', 'degraded']),
  timestamp: time,
  services: z.object({ redis: serviceHealth, supabase: serviceHealth }).catchall(serviceHealth),
});

const EVENTS = ['render.completed', 'render.failed'] as const;
export const subscription = z.object({
  id,
  url: text,
  events: z.array(z.enum(EVENTS)).min(1),
  secret: text.startsWith('whsec_'),
  createdAt: time,
});
/** What is POSTed to a receiver. Nothing but `url`, `error` and `completedAt` may be null. */
export const webhookPayload = z.object({
  event: z.enum(EVENTS),
  id,
  status: z.enum(['completed', 'failed']),
  stage: text.optional(),
  progress: whole.optional(),
  url: maybe(text),
  outputs: z.array(anything).optional(),
  duration: amount.optional(),
  width: whole.optional(),
  height: whole.optional(),
  templateId: text.optional(),
  cost: amount.optional(),
  error: maybe(text),
  createdAt: time.optional(),
  completedAt: maybe(time),
});

export const integration = z.object({
  id,
  workspaceId: id,
  provider: z.enum(['s3', 'r2', 'b2', 'wasabi', 'gcs', 'azure', 'drive']),
  name: text,
  isActive: z.boolean(),
  isDefault: z.boolean(),
  config: anything,
  createdAt: time,
  updatedAt: time,
});

export const destination = z.object({
  id,
  provider: z.enum(['s3', 'r2', 'b2', 'wasabi']),
  endpoint: maybe(text),
  region: maybe(text),
  bucket: text,
  accessKeyId: text,
  secretAccessKey: text,
  publicUrl: maybe(text),
  pathPrefix: text,
});

export const apiKey = z.object({
  id,
  name: text.nullable(),
  prefix: text,
  key_prefix: text,
  createdAt: time,
  created_at: time,
  lastUsedAt: time.nullable(),
  last_used_at: time.nullable(),
  revoked_at: time.nullable(),
});
export const createdApiKey = apiKey.extend({ apiKey: text, key: text, keyData: apiKey });

const productId = text.nullable();
export const prices = z.object({
  tiers: z.object({ starter: productId, pro: productId, business: productId }),
  credits: z.object({ '800': productId, '1500': productId, '8000': productId }),
});
const billing = z.object({
  status: text,
  currentPeriodEnd: time.nullable(),
  creditsBalance: amount,
  creditsTotal: amount,
  tier: text,
});
export const subscribed = z.object({ subscription: billing });
export const invoices = z.object({ invoices: z.array(anything), subscription: billing });

const meter = z.object({
  usedBytes: amount,
  freeBytes: amount,
  chargeBlockBytes: amount,
  overBytes: amount,
  creditsCharged: amount,
});
export const credits = z.object({
  balance: amount,
  total: amount,
  summary: z.object({ purchased: amount, consumed: amount, refunded: amount, consumed30Days: amount }),
  usage: z.object({ storage: meter, bandwidth: meter.extend({ resetAt: text }) }),
  logs: z.array(
    z.object({
      id: text,
      action: text,
      amount,
      balance_before: amount,
      balance_after: amount,
      created_at: time,
      job_id: maybe(text),
      metadata: maybe(anything),
    }),
  ),
});
export const usage = z.object({
  usage: z.array(
    z.object({
      id,
      type: z.enum(['storage', 'bandwidth']),
      bytes: whole,
      source: text,
      metadata: anything.nullable(),
      created_at: time,
    }),
  ),
});
