import { Inject } from '@nestjs/common';
import { parseCoordinatorEnv, type CoordinatorConfig } from '@farm/shared/config';

export type { CoordinatorConfig };

/** Injection token of the frozen settings; use `@InjectConfig()`. */
export const COORDINATOR_CONFIG = Symbol('coordinator-config');
export const InjectConfig = (): ParameterDecorator & PropertyDecorator => Inject(COORDINATOR_CONFIG);

/** Every problem of the environment, one sentence each. main.ts prints them and exits 78. */
export class ConfigProblems extends Error {
  constructor(readonly problems: readonly string[]) {
    super(problems.join('\n'));
    this.name = 'ConfigProblems';
  }
}

/** Reads the settings once. Tests pass their own environment. */
export function loadConfig(env: Record<string, string | undefined> = process.env): CoordinatorConfig {
  const parsed = parseCoordinatorEnv(env);
  if (!parsed.ok) throw new ConfigProblems(parsed.problems);
  return parsed.values;
}
