import type { z } from 'zod';

/** One setting of a process: its environment variable, how it is read, and its help text (with the unit). */
export interface Setting<T extends z.ZodType = z.ZodType> {
  env: string;
  schema: T;
  help: string;
  /** True when the value must never be printed. */
  secret?: boolean;
}

export type Settings = Record<string, Setting>;
export type SettingsValues<S extends Settings> = { readonly [K in keyof S]: z.infer<S[K]['schema']> };
