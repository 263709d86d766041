import { z } from 'zod';
import { address, amount, id, maybe, text, time, whole } from './scalars.js';

export const STATUSES = ['pending', 'rendering', 'completed', 'failed', 'cancelled'] as const;
const status = z.enum(STATUSES);
const percent = whole.min(0).max(100);

export const progressObject = z.object({ done: whole, total: whole, percent });

/** Node reads the camelCase names, the generated SDKs the snake_case ones: both must be there and agree. */
export const renditionOutput = z
  .object({
    provider: z.enum(['s3', 'r2', 'b2', 'wasabi', 'gcs', 'azure', 'drive']),
    outputKey: text.nullable(),
    output_key: text.nullable(),
    outputUrl: address.nullable(),
    output_url: address.nullable(),
    outputSizeBytes: whole.nullable(),
    output_size_bytes: whole.nullable(),
    status: z.enum(['completed', 'pending', 'failed']),
    error: text.nullable(),
    integrationId: id.nullable(),
    integration_id: id.nullable(),
    id: id.optional(),
    created_at: time.optional(),
    updated_at: time.optional(),
  })
  .refine(
    (one) =>
      one.outputKey === one.output_key &&
      one.outputUrl === one.output_url &&
      one.outputSizeBytes === one.output_size_bytes &&
      one.integrationId === one.integration_id,
    'the two spellings differ',
  );

export const queued = z
  .object({ jobId: id, id, status: text, stage: text.optional() })
  .refine((one) => one.id === one.jobId, 'id and jobId differ');

export const renderListItem = z.object({
  id,
  jobId: id,
  status,
  progress: percent,
  createdAt: time,
  stage: text.optional(),
  url: address.nullable(),
  error: text.nullable(),
  completedAt: time.nullable(),
  spriteUrl: maybe(address),
  cost: maybe(amount),
  duration: maybe(amount),
  width: maybe(whole),
  height: maybe(whole),
});

const renderFacts = z.object({
  id,
  jobId: id,
  status,
  stage: text,
  progressPercent: percent,
  segments: progressObject,
  url: address.nullable(),
  downloadUrl: address.optional(),
  outputKey: text.optional(),
  outputs: z.array(renditionOutput),
  error: text.nullable(),
  createdAt: time,
  completedAt: time.nullable(),
});

const complete = (one: z.infer<typeof renderFacts>) =>
  one.status !== 'completed' ||
  (one.url !== null && one.downloadUrl !== undefined && one.completedAt !== null);
const same = (one: z.infer<typeof renderFacts>) => one.id === one.jobId;

/** What callers get who are no generated SDK (C-01): `progress` is a number. */
export const renderStatus = renderFacts
  .extend({ progress: percent })
  .refine(same, 'id and jobId differ')
  .refine(complete, 'completed without an address of the video');

/** What generated SDKs get: `progress` is the object. */
export const renderStatusOfSdk = renderFacts
  .extend({ progress: progressObject })
  .refine(same, 'id and jobId differ')
  .refine(complete, 'completed without an address of the video');

export const cancelled = z.object({
  success: z.literal(true),
  jobId: id,
  status: text,
  previousStatus: text.optional(),
});
export const downloadUrl = z.object({ downloadUrl: address, filename: text.min(1) });
export const refreshedUrl = z.object({ downloadUrl: address, expiresInSeconds: whole });
export const tracked = z.object({ tracked: z.boolean() });

export const tier = z.object({
  tier: z.enum(['free', 'starter', 'pro', 'business', 'enterprise']),
  credits: z.object({ balance: amount, monthly: amount, max: amount.optional() }),
});

export const costEstimate = z.object({
  cost: amount,
  estimatedDuration: amount,
  resolution: z.object({ width: whole, height: whole, label: text }),
  fps: whole,
  tier: z.object({ tier: text, credits_balance: amount, monthly_credits: amount }).nullable(),
});
