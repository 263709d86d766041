export const PLATFORMS = ['youtube', 'tiktok', 'instagram', 'general'] as const;
export type Platform = (typeof PLATFORMS)[number];

export const VARIABLE_TYPES = ['string', 'text', 'number', 'boolean', 'url', 'asset_url'] as const;
export type VariableType = (typeof VARIABLE_TYPES)[number];

/** What a variable is once it is read; never an object, so a value cannot bring structure into a document. */
export type VariableValue = string | number | boolean;

/** One entry of `variablesSchema`. */
export interface TemplateVariable {
  key: string;
  label: string;
  type: VariableType;
  /** May not be empty. Absent is fine when there is a default. */
  required: boolean;
  default?: VariableValue;
  placeholder?: string;
  description?: string;
  /** string: a colour as #rgb, #rrggbb or #rrggbbaa. */
  format?: 'color';
  /** string: the words that may be given. */
  options?: string[];
  /** string and text: characters. */
  maxLength?: number;
  /** number. */
  min?: number;
  max?: number;
}

/** A document with holes, and what may be put into them. */
export interface TemplateDefinition {
  /** A slug: `title-card`. */
  id: string;
  name: string;
  description: string;
  platform: Platform;
  accentColor: string;
  icon: string;
  variablesSchema: TemplateVariable[];
  defaultConfig: Record<string, unknown> | null;
  /** VideoJSON with {{placeholders}} and conditions; see fill-document.policy. */
  document: Record<string, unknown>;
}

/** A template as it is found: ours, or a workspace's. */
export interface Template extends TemplateDefinition {
  builtIn: boolean;
}
