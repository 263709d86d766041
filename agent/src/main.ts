import { ConfigProblems, loadConfig } from './config.js';
import { startDaemon } from './daemon.js';
import { JoinRefused, LinkRefused } from './link/index.js';
import { createLogger } from './platform/logger.js';
import { NoFfmpeg } from './probe/index.js';
import { FolderInUse, FolderUnusable } from './supervisor/index.js';

/** sysexits: EX_CONFIG, what the operator has to change; EX_SOFTWARE, what we have to. */
const EX_CONFIG = 78;
const EX_SOFTWARE = 70;

// Where it leads may be full; what is said there is no reason to end.
process.stderr.on('error', () => undefined);

async function main(): Promise<void> {
  const config = loadConfig();
  const logger = createLogger(config);
  const daemon = await startDaemon(config, logger);
  let signals = 0;
  const stop = (): void => (++signals === 1 ? daemon.stop() : daemon.stopNow());
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  // `framefarm up` holds the other end of this channel; when it is killed the agent leaves at once.
  process.on('disconnect', () => {
    stop();
    daemon.stopNow();
  });
  void daemon.ready.then(() => {
    logger.info({ urls: config.urls, dataDir: config.dataDir }, 'agent ready');
    process.send?.({ type: 'ready' });
  });
  await daemon.over;
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    const ours = [ConfigProblems, JoinRefused, LinkRefused, NoFfmpeg, FolderInUse, FolderUnusable];
    const configuration = ours.some((kind) => error instanceof kind);
    const text = configuration ? (error as Error).message : ((error as Error).stack ?? String(error));
    process.stderr.write(`${text}\n`);
    process.exit(configuration ? EX_CONFIG : EX_SOFTWARE);
  },
);
