import { accessSync, constants, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Command } from 'commander';
import { CliError } from '../cli-error.js';
import { EXIT, type ExitCode } from '../exit-codes.js';
import { FolderLock } from '../farm/folder-lock.js';
import { endOrphans, GivenUp, LocalFarm } from '../farm/local-farm.js';
import { printLogLine, type LogLine } from '../farm/log-line.js';
import { choosePort } from '../farm/ports.js';
import { examples, wholeNumber } from '../options.js';
import { note, say, sayJson } from '../output.js';

interface UpOptions {
  port?: number;
  host: string;
  data: string;
  agents: number;
  verbose: boolean;
  json: boolean;
}

/** Lines of the daemons that are shown: warnings and worse, with --verbose everything from info up. */
const QUIET = 40;
const VERBOSE = 30;

/** `framefarm up`: the whole farm in one command. */
export function addUp(program: Command, finish: (code: ExitCode) => void): void {
  const command = program
    .command('up')
    .summary('start a whole farm on this machine')
    .description(
      'Starts a coordinator with its own database and local agents, and keeps them running. Prints ' +
        '"Framefarm ready: http://…" when it accepts work; Ctrl-C finishes what runs and ends it. ' +
        'Everything it keeps is in the data folder: start it there again and everything is there again.',
    )
    .option(
      '-p, --port <number>',
      'port of the API; 0 takes a free one [FRAMEFARM_PORT, else 8470]',
      wholeNumber(0, 65_535),
    )
    .option(
      '--host <address>',
      'address to listen on; 0.0.0.0 for the network',
      process.env['FRAMEFARM_HOST'] ?? '127.0.0.1',
    )
    .option('-d, --data <dir>', 'data folder', process.env['FRAMEFARM_DATA'] ?? '.framefarm')
    .option('-n, --agents <number>', 'local agents', wholeNumber(0, 64), 1)
    .option('-v, --verbose', 'show what the daemons log', false)
    .option('--json', 'print one JSON object when ready', false)
    .action(async (options: UpOptions) => finish(await up(options)));
  examples(command, [
    'framefarm up',
    'framefarm up --port 0 --data /var/lib/framefarm --agents 2',
    'framefarm up --agents 0 --host 0.0.0.0     # agents on other machines: see "framefarm agent --help"',
  ]);
}

/** Read when `up` runs, so that a wrong value stops nothing else. */
function portSetting(): number {
  const text = process.env['FRAMEFARM_PORT'] || '8470';
  try {
    return wholeNumber(0, 65_535)(text);
  } catch (error) {
    throw new CliError(`FRAMEFARM_PORT is "${text}". ${(error as Error).message}`, EXIT.configuration);
  }
}

async function up(options: UpOptions): Promise<ExitCode> {
  const wanted = options.port ?? portSetting();
  const folder = resolve(options.data);
  makeFolder(folder);
  const lock = new FolderLock(folder);
  const orphans = lock.take();
  try {
    if (orphans.length > 0) note('Ending the daemons that an earlier `framefarm up` left behind …');
    await endOrphans(orphans);
    const port = await choosePort(options.host, wanted);
    return await run(
      new LocalFarm({ ...options, folder, port, lock, onLog: logger(options.verbose) }),
      folder,
      options,
    );
  } finally {
    lock.release();
  }
}

async function run(farm: LocalFarm, folder: string, options: UpOptions): Promise<ExitCode> {
  const asked = new AbortController();
  const stop = (signal: NodeJS.Signals): void => {
    if (asked.signal.aborted) farm.hurry();
    else if (signal === 'SIGINT')
      note('\nFinishing what runs … (Ctrl-C again gives running work back at once)');
    asked.abort();
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  process.on('SIGHUP', stop);
  try {
    await farm.start(asked.signal);
    if (!asked.signal.aborted) {
      announce(farm.url, folder, options);
      await Promise.race([new Promise((done) => asked.signal.addEventListener('abort', done)), farm.fate]);
    }
  } catch (error) {
    await farm.stop();
    throw error instanceof GivenUp ? explain(error, folder) : error;
  }
  await farm.stop();
  return EXIT.ok;
}

function announce(url: string, folder: string, options: UpOptions): void {
  const credentials = join(folder, 'credentials.json');
  if (options.json) return sayJson({ ready: true, url, data: folder, credentials, agents: options.agents });
  say(`Framefarm ready: ${url}`);
  note(`  API documentation: ${url}/docs   key and password: ${credentials}   logs: ${join(folder, 'logs')}`);
}

function explain(error: GivenUp, folder: string): CliError {
  const configuration = error.code === EXIT.configuration;
  const why = configuration ? 'its settings or this machine do not allow it' : 'it keeps ending';
  return new CliError(
    `The ${error.daemon} does not run: ${why}. Its log is in ${join(folder, 'logs')}.`,
    configuration ? EXIT.configuration : EXIT.internal,
    error.words,
  );
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
    accessSync(folder, constants.W_OK | constants.X_OK);
  } catch (error) {
    throw new CliError(
      `The data folder cannot be used: ${(error as Error).message}. Choose another one with --data.`,
      EXIT.configuration,
    );
  }
}

function logger(verbose: boolean): (name: string, line: LogLine) => void {
  const least = verbose ? VERBOSE : QUIET;
  return (name, line) => {
    if (line.level >= least) note(printLogLine(name, line));
  };
}
