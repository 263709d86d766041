import { Command } from 'commander';
import { addBackup, addRestore } from './commands/backup.commands.js';
import { addAgent, addCoordinator } from './commands/daemon.commands.js';
import { addAgents } from './commands/agents.commands.js';
import { addDeadLetters, addFarm } from './commands/farm.commands.js';
import { addFrame, addPlan } from './commands/inspect.commands.js';
import { addProbe } from './commands/probe.command.js';
import { addKeys } from './commands/keys.commands.js';
import { addLogs } from './commands/logs.command.js';
import { addRender } from './commands/render.command.js';
import { addTop } from './commands/top.command.js';
import { addUp } from './commands/up.command.js';
import { addUsers } from './commands/users.commands.js';
import { addWorkspaces } from './commands/workspaces.commands.js';
import { EXIT_CODES_HELP, type ExitCode } from './exit-codes.js';
import { version } from './version.js';

/** The whole command line. `finish` is told the exit code of the command that ran. */
export function makeProgram(finish: (code: ExitCode) => void): Command {
  const program = new Command('framefarm')
    .description('A render farm of your own: JSON scenes in over REST, finished video out.')
    .version(version(), '-V, --version', 'print the version')
    .helpOption('-h, --help', 'show help')
    .helpCommand('help [command]', 'show the help of a command')
    .showSuggestionAfterError()
    .configureHelp({ sortSubcommands: false })
    .addHelpText('after', `\n${EXIT_CODES_HELP}\n`)
    .exitOverride();
  addUp(program, finish);
  addCoordinator(program);
  addAgent(program);
  addRender(program, finish);
  addLogs(program, finish);
  addFrame(program, finish);
  addPlan(program, finish);
  addProbe(program, finish);
  addFarm(program, finish);
  addAgents(program, finish);
  addDeadLetters(program, finish);
  addTop(program, finish);
  addWorkspaces(program, finish);
  addUsers(program, finish);
  addKeys(program, finish);
  addBackup(program, finish);
  addRestore(program, finish);
  for (const command of program.commands) command.exitOverride().helpOption('-h, --help', 'show help');
  return program;
}
