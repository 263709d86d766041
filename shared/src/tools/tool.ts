import type { z } from 'zod';
import type { OutputFormat } from './output-format.js';
import type { Operation } from './plan.schema.js';

/** An address in a config, and the key under which the plan knows it. */
export interface ConfigUrl {
  key: string;
  /** Where it stands in the request, for messages. */
  path: string;
  url: string;
}

/** What a config means, before its addresses were looked up. */
export interface ToolDraft {
  operation: Operation;
  format: OutputFormat;
  urls?: ConfigUrl[];
}

/** One tool of the catalogue. */
export interface Tool {
  id: string;
  aliases: readonly string[];
  title: string;
  description: string;
  config: z.ZodType;
  /** Other names of config members: alias -> name. */
  renames: Readonly<Record<string, string>>;
  /** Members whose object is taken apart into the config itself (`crop: {x, …}`). */
  nests: readonly string[];
  example: Record<string, unknown>;
  draft(config: unknown, inputUrl: string): ToolDraft;
}

interface ToolFacts<S extends z.ZodType> extends Omit<
  Tool,
  'aliases' | 'renames' | 'nests' | 'draft' | 'config'
> {
  config: S;
  aliases?: readonly string[];
  renames?: Readonly<Record<string, string>>;
  nests?: readonly string[];
  draft(config: z.output<S>, inputUrl: string): ToolDraft;
}

/** Ties a tool's draft to the type of its config. */
export function defineTool<S extends z.ZodType>(facts: ToolFacts<S>): Tool {
  return {
    aliases: [],
    renames: {},
    nests: [],
    ...facts,
    draft: (config, inputUrl) => facts.draft(config as z.output<S>, inputUrl),
  };
}
