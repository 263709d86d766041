import type { Definition } from '../workflow.types.js';

export const PRESET_CATEGORIES = [
  'getting-started',
  'social',
  'promo',
  'real_estate',
  'travel',
  'events',
  'news',
  'beauty',
  'automotive',
  'business',
] as const;

/** A ready-made workflow; clients import it by creating a workflow of its definition. */
export interface WorkflowPreset {
  id: string;
  name: string;
  description: string;
  category: (typeof PRESET_CATEGORIES)[number];
  roles: string[];
  goals: string[];
  channels: string[];
  posterTemplateId: string | null;
  estimatedCredits: number;
  definition: Definition;
}
