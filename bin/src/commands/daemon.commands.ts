import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Command } from 'commander';
import { examples, wholeNumber } from '../options.js';

/** compiled: dist/bin/src/commands -> dist */
const DIST = join(import.meta.dirname, '../../..');

/** Option -> environment variable; an option that was given wins. */
type EnvNames = Record<string, string>;

const COORDINATOR: EnvNames = {
  port: 'FRAMEFARM_PORT',
  host: 'FRAMEFARM_HOST',
  data: 'FRAMEFARM_DATA',
  publicUrl: 'FRAMEFARM_PUBLIC_URL',
};
const AGENT: EnvNames = {
  url: 'FRAMEFARM_URL',
  join: 'FRAMEFARM_JOIN_TOKEN',
  data: 'FRAMEFARM_AGENT_DATA',
  name: 'FRAMEFARM_AGENT_NAME',
  slots: 'FRAMEFARM_SLOTS',
  labels: 'FRAMEFARM_LABELS',
};

/** The daemon runs in this very process: signals and exit codes are its own, as a service manager wants it. */
async function become(program: string, names: EnvNames, options: Record<string, unknown>): Promise<void> {
  for (const [option, name] of Object.entries(names))
    if (options[option] !== undefined) process.env[name] = String(options[option]);
  await import(pathToFileURL(join(DIST, program)).href);
}

const HELP_SETTINGS =
  '\nEvery other setting is an environment variable: docs/configuration.md lists them all.\n';

/** `framefarm coordinator`: the front door, the ledger and the scheduler, alone. */
export function addCoordinator(program: Command): void {
  const command = program
    .command('coordinator')
    .summary('run the coordinator alone')
    .description('Runs the coordinator in the foreground; agents join it from this or other machines.')
    .option(
      '-p, --port <number>',
      'port of the API; 0 takes a free one [FRAMEFARM_PORT]',
      wholeNumber(0, 65_535),
    )
    .option('--host <address>', 'address to listen on [FRAMEFARM_HOST]')
    .option('-d, --data <dir>', 'data folder [FRAMEFARM_DATA]')
    .option('--public-url <url>', 'origin that clients reach [FRAMEFARM_PUBLIC_URL]')
    .action((options: Record<string, unknown>) => become('coordinator/src/main.js', COORDINATOR, options));
  examples(command, [
    'framefarm coordinator --host 0.0.0.0 --data /var/lib/framefarm',
    'DATABASE_URL=postgres://farm@db/farm framefarm coordinator --public-url https://farm.example.com',
  ]).addHelpText('after', HELP_SETTINGS);
}

/** `framefarm agent`: one machine that renders. */
export function addAgent(program: Command): void {
  const command = program
    .command('agent')
    .summary('run an agent on this machine')
    .description(
      'Joins a coordinator and renders for it. The token is needed the first time only; afterwards the ' +
        'agent knows itself by the identity in its data folder.',
    )
    .option('--url <url>', 'address of the coordinator [FRAMEFARM_URL]')
    .option(
      '--join <token>',
      'join token: the file join-token in the coordinator’s data folder [FRAMEFARM_JOIN_TOKEN]',
    )
    .option('-d, --data <dir>', 'data folder of this agent [FRAMEFARM_AGENT_DATA]')
    .option('--name <name>', 'name of this agent; the host name by default [FRAMEFARM_AGENT_NAME]')
    .option(
      '--slots <number>',
      'renders that may run at once; 0 decides from the cores [FRAMEFARM_SLOTS]',
      wholeNumber(0, 64),
    )
    .option('--labels <words>', 'words that jobs may ask for, comma-separated [FRAMEFARM_LABELS]')
    .action((options: Record<string, unknown>) => become('agent/src/main.js', AGENT, options));
  examples(command, [
    'framefarm agent --url https://farm.example.com --join "$(cat join-token)"',
    'framefarm agent --url http://10.0.0.5:8470 --data /var/lib/framefarm-agent --slots 2',
  ]).addHelpText('after', HELP_SETTINGS);
}
