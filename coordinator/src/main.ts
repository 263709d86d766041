import 'reflect-metadata';
import { ConfigProblems, loadConfig } from './platform/config/config.js';
import { DataFolderBusy, DataFolderUnusable } from './platform/data-folder-lock.js';
import { DatabaseUnusable } from './platform/database/foreign-database.js';
import { createLogger } from './platform/logger.js';
import { NotOneFarm } from './platform/neighbours/neighbours.js';
import { AddressProblem, startCoordinator } from './start-coordinator.js';

/** sysexits.h: configuration, a service that is away, and a failure of our own. */
const EXIT_CONFIG = 78;
const EXIT_UNAVAILABLE = 69;
const EXIT_INTERNAL = 70;

// Where they lead may be full; what is said there is no reason to end.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);

const say = (line: string): void => void process.stderr.write(`${line}\n`);

function failed(error: unknown): never {
  if (error instanceof ConfigProblems)
    error.problems.forEach((problem) => say(`framefarm coordinator: ${problem}`));
  else say(`framefarm coordinator: ${error instanceof Error ? error.message : String(error)}`);
  if (error instanceof DatabaseUnusable) process.exit(error.passing ? EXIT_UNAVAILABLE : EXIT_CONFIG);
  const ours = [ConfigProblems, DataFolderBusy, DataFolderUnusable, AddressProblem, NotOneFarm];
  const isConfig = ours.some((kind) => error instanceof kind);
  process.exit(isConfig ? EXIT_CONFIG : EXIT_INTERNAL);
}

try {
  const config = loadConfig();
  const logger = createLogger(config);
  // A request or a timer that failed unexpectedly must not take the farm down; what it did is in the log.
  process.on('unhandledRejection', (error) => logger.error({ err: error }, 'a promise was rejected unheard'));
  const starting = startCoordinator(config, logger);
  let stopping = false;
  const stop = async (why: string): Promise<void> => {
    if (stopping) process.exit(130);
    stopping = true;
    logger.info({ why }, 'stopping');
    const running = await starting;
    if (why === 'SIGTERM') await running.leave();
    await running.stop();
    process.exit(0);
  };
  process.on('SIGINT', () => void stop('SIGINT'));
  process.on('SIGTERM', () => void stop('SIGTERM'));
  // Started by `framefarm up` with a channel: when that process is gone, so are we.
  process.on('disconnect', () => void stop('parent is gone'));
  const { url } = await starting;
  logger.info({ url }, 'ready');
  process.stdout.write(`Framefarm ready: ${url}\n`);
} catch (error) {
  failed(error);
}
