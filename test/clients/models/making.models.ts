import { z } from 'zod';
import { progressObject, renditionOutput } from './render.models.js';
import { address, amount, anything, id, maybe, pageOf, text, time, whole } from './scalars.js';

const variable = z.looseObject({ key: text, label: text.optional(), type: text.optional() });

/** One entry without `mode`, or with another platform, makes Python refuse the whole list. */
export const templateSummary = z.object({
  id: text.min(1),
  name: text,
  platform: z.enum(['youtube', 'tiktok', 'instagram', 'general']),
  accentColor: text,
  icon: text,
  mode: z.enum(['preset', 'project']),
  description: text.optional(),
  toolId: maybe(text),
  variablesSchema: z.array(variable).optional(),
});
export const template = templateSummary.extend({ defaultConfig: anything.nullable() });

/** Nothing in it may be null: what is not there is left out. */
export const toolJob = z.object({
  jobId: id,
  status: z.enum(['processing', 'rendering', 'completed', 'failed']),
  stage: text,
  mode: z.enum(['native', 'render', 'unknown']).optional(),
  outputKey: text.optional(),
  url: address.optional(),
  error: text.optional(),
  progress: progressObject.optional(),
  outputs: z.array(renditionOutput).optional(),
});

const STEPS = [
  'upload_asset',
  'crawl_url',
  'discover_variables',
  'render_template',
  'render_videojson',
  'apply_tool',
  'review',
  'send_to_destination',
] as const;

const definition = z.object({
  version: z.literal(1),
  variables: z.record(
    text,
    z.object({
      type: z.enum(['string', 'number', 'boolean', 'asset_url', 'url', 'text']),
      label: text,
      required: z.boolean().optional(),
      placeholder: text.optional(),
    }),
  ),
  steps: z
    .array(
      z.object({
        type: z.enum(STEPS),
        name: text.optional(),
        maxRetries: whole.min(0).max(10).optional(),
        config: anything,
      }),
    )
    .min(1)
    .max(20),
});

export const stepTypes = z.object({
  stepTypes: z.array(z.object({ type: z.enum(STEPS), label: text.optional(), description: text.optional() })),
});

export const preset = z.object({
  id: text,
  name: text,
  description: text,
  category: z.enum([
    ...(['getting-started', 'social', 'promo', 'real_estate', 'travel', 'events'] as const),
    ...(['news', 'beauty', 'automotive', 'business'] as const),
  ]),
  roles: z.array(text),
  goals: z.array(text),
  channels: z.array(text),
  posterTemplateId: text.nullable(),
  estimatedCredits: whole,
  definition,
});

export const workflow = z.object({
  id,
  workspaceId: id,
  createdBy: id,
  name: text,
  description: text.nullable(),
  definition,
  isActive: z.boolean(),
  sourcePresetId: text.nullable(),
  createdAt: time,
  updatedAt: time,
});

export const workflowRun = z.object({
  id,
  workflowId: id,
  workspaceId: id,
  triggeredBy: id.nullable(),
  trigger: text,
  status: z.enum(['queued', 'running', 'completed', 'failed', 'cancelled', 'waiting_review']),
  variables: anything,
  estimatedCost: amount.nullable(),
  totalCost: amount.nullable(),
  error: text.nullable(),
  startedAt: time.nullable(),
  completedAt: time.nullable(),
  createdAt: time,
  updatedAt: time,
});

export const workflowRunStep = z.object({
  id,
  workflowRunId: id,
  stepIndex: whole,
  stepType: z.enum(STEPS),
  status: z.enum(['pending', 'running', 'completed', 'failed', 'skipped', 'waiting']),
  name: text.nullable(),
  config: anything.nullable(),
  inputUrl: text.nullable(),
  outputUrl: text.nullable(),
  outputKey: text.nullable(),
  renditionId: text.nullable(),
  error: text.nullable(),
  responseStatus: whole.nullable(),
  metadata: anything.nullable(),
  logs: z.array(anything).nullable(),
  startedAt: time.nullable(),
  completedAt: time.nullable(),
  retryCount: whole,
  maxRetries: whole,
  createdAt: time,
  updatedAt: time,
});

export const workflowPage = pageOf('workflows', workflow);
export const runPage = pageOf('runs', workflowRun);
export const workflowWithRuns = z.object({ workflow, recentRuns: z.array(workflowRun) });
export const runWithSteps = z.object({ run: workflowRun, steps: z.array(workflowRunStep) });
