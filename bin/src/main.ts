import { CommanderError } from 'commander';
import { EXIT, type ExitCode } from './exit-codes.js';
import { sayError } from './output.js';
import { makeProgram } from './program.js';

let code: ExitCode | undefined;
const program = makeProgram((given) => (code = given));

try {
  await program.parseAsync(process.argv);
} catch (error) {
  // Commander has printed its own sentence; help and --version arrive here as exit code 0.
  code =
    error instanceof CommanderError
      ? error.exitCode === 0
        ? EXIT.ok
        : EXIT.usage
      : sayError(error, process.argv.includes('--json'));
}

// The daemons end themselves; a command that is done may still hold idle sockets or timers.
if (code !== undefined) process.exit(code);
