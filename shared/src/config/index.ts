import { AGENT_SETTINGS } from './agent.settings.js';
import { COORDINATOR_SETTINGS } from './coordinator.settings.js';
import { parseEnv, type ParsedEnv } from './parse-env.js';
import type { Settings, SettingsValues } from './setting.js';

export { AGENT_SETTINGS, COORDINATOR_SETTINGS };
export type { Setting, Settings } from './setting.js';
export type CoordinatorConfig = SettingsValues<typeof COORDINATOR_SETTINGS>;
export type AgentConfig = SettingsValues<typeof AGENT_SETTINGS>;

/** Names that only the CLI reads. */
const CLI_NAMES = ['FRAMEFARM_API_KEY', 'FRAMEFARM_API_URL'];

const names = (settings: Settings) => Object.values(settings).map((setting) => setting.env);

export function parseCoordinatorEnv(
  env: Record<string, string | undefined>,
): ParsedEnv<typeof COORDINATOR_SETTINGS> {
  return parseEnv(COORDINATOR_SETTINGS, env, [...names(AGENT_SETTINGS), ...CLI_NAMES]);
}

export function parseAgentEnv(env: Record<string, string | undefined>): ParsedEnv<typeof AGENT_SETTINGS> {
  return parseEnv(AGENT_SETTINGS, env, [...names(COORDINATOR_SETTINGS), ...CLI_NAMES]);
}
