import { delimiter, join } from 'node:path';
import { homedir } from 'node:os';
import { parseAgentEnv, type AgentConfig } from '@farm/shared/config';
import { CliError } from '../cli-error.js';
import { EXIT } from '../exit-codes.js';

/** The agent's code is loaded only by the commands that render here: the others start faster without it. */
export const agentParts = () => import('../../../agent/src/index.js');
type AgentParts = Awaited<ReturnType<typeof agentParts>>;
export type Machine = Awaited<ReturnType<AgentParts['probeMachine']>>;

/** The agent's settings, for rendering without an agent. */
export function localSettings(): AgentConfig {
  const parsed = parseAgentEnv(process.env);
  if (!parsed.ok)
    throw new CliError('The settings in the environment have problems.', EXIT.configuration, parsed.problems);
  return parsed.values;
}

/** Where test encodes of this user's machine are remembered between commands. */
const cacheFolder = (): string =>
  join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'framefarm');

/** Probes this machine; a machine without a usable ffmpeg is a configuration error that names every candidate. */
export async function probeHere(fresh = false): Promise<Machine> {
  const settings = localSettings();
  const { probeMachine, NoFfmpeg } = await agentParts();
  try {
    return await probeMachine({
      ffmpegPath: settings.ffmpegPath,
      ffprobePath: settings.ffprobePath,
      searchPath: (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== ''),
      dataDir: cacheFolder(),
      labels: settings.labels,
      fresh,
    });
  } catch (error) {
    if (error instanceof NoFfmpeg) throw new CliError(error.message, EXIT.configuration);
    throw error;
  }
}
