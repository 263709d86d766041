import { resolve } from 'node:path';
import { parseAgentEnv, type AgentConfig } from '@farm/shared/config';

export type { AgentConfig };

/** Every problem of the environment, one sentence each. main.ts prints them and exits 78. */
export class ConfigProblems extends Error {
  constructor(readonly problems: readonly string[]) {
    super(problems.join('\n'));
    this.name = 'ConfigProblems';
  }
}

/** Reads the settings once; the data folder comes back absolute. Tests pass their own environment. */
export function loadConfig(env: Record<string, string | undefined> = process.env): AgentConfig {
  const parsed = parseAgentEnv(env);
  if (!parsed.ok) throw new ConfigProblems(parsed.problems);
  return Object.freeze({ ...parsed.values, dataDir: resolve(parsed.values.dataDir) });
}

/** Folders in which programs are looked for. */
export function searchPath(env: Record<string, string | undefined> = process.env): string[] {
  return (env['PATH'] ?? '').split(':').filter((folder) => folder !== '');
}

/**
 * What an attempt's processes inherit: the machine's own settings (drivers, locale, proxies' certificates), none of
 * the farm's, so that no join token reaches a program that reads customers' files.
 */
export function attemptEnvironment(
  own: Record<string, string>,
  env: Record<string, string | undefined> = process.env,
): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const [name, value] of Object.entries(env)) {
    const ours = /^(FRAMEFARM_|DATABASE_URL$)|TOKEN|SECRET|PASSWORD|API_?KEY/i.test(name);
    if (!ours && value !== undefined) kept[name] = value;
  }
  return { ...kept, ...own };
}
