import type { AddressInfo } from 'node:net';
import type { Server } from 'node:http';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { BootstrapService } from './auth/index.js';
import { createHttpApp } from './http-app.js';
import type { Clock } from './platform/clock.js';
import type { CoordinatorConfig } from './platform/config/config.js';
import { MasterKey } from './platform/crypto/master-key.js';
import { lockDataFolder } from './platform/data-folder-lock.js';
import { openDatabase } from './platform/database/open-database.js';
import { Readiness } from './platform/health/readiness.js';
import type { Logger } from './platform/logger.js';
import { Neighbours } from './platform/neighbours/neighbours.js';
import { StorageService } from './storage/index.js';

export interface RunningCoordinator {
  /** Where people reach it, e.g. `http://127.0.0.1:8470`. */
  url: string;
  port: number;
  app: NestExpressApplication;
  /** Not ready any more, agents are sent elsewhere; resolves when load balancers have had time to notice. */
  leave(): Promise<void>;
  /** Stops listening, ends connections, stops the database. Idempotent. */
  stop(): Promise<void>;
}

/** Requests that run at stop may take so long to end, ms. */
const GRACE_MS = 5000;
const IDLE_LOOK_MS = 100;

/** Everything in order: folder lock, database, application, first credentials, and only then the port. */
export async function startCoordinator(
  config: CoordinatorConfig,
  logger: Logger,
  clock?: Clock,
): Promise<RunningCoordinator> {
  const undo: (() => Promise<void>)[] = [await lockDataFolder(config.dataDir)];
  const stop = once(async () => {
    for (const step of undo.reverse())
      await step().catch((error: unknown) => logger.error({ err: error }, 'stopping'));
  });
  try {
    const masterKey = await MasterKey.load(config.dataDir, config.secretKey);
    const database = await openDatabase(config, logger);
    undo.push(() => database.stop());
    const app = await createHttpApp(
      { config, logger, masterKey, ...(clock ? { clock } : {}) },
      database.address,
    );
    undo.push(() => closeApp(app));
    await app.get(Neighbours).join(await app.get(StorageService).identity());
    const bootstrap = app.get(BootstrapService);
    await bootstrap.prepare();
    await listen(app, config);
    const { port } = (app.getHttpServer() as Server).address() as AddressInfo;
    const url = config.publicUrl ?? `http://${reachable(config.host)}:${port}`;
    await bootstrap.announce(url);
    const leave = once(() => leaveGently(app, config));
    return { url, port, app, stop, leave };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The address cannot be listened on: taken, forbidden or not of this machine. */
export class AddressProblem extends Error {
  constructor({ host, port }: CoordinatorConfig, cause: NodeJS.ErrnoException) {
    const why = { EADDRINUSE: 'something else listens there', EACCES: 'that needs more rights' }[
      cause.code ?? ''
    ];
    super(
      `Cannot listen on ${host} port ${port}: ${why ?? cause.message}. ` +
        'Choose another port or address with FRAMEFARM_PORT and FRAMEFARM_HOST.',
      { cause },
    );
    this.name = 'AddressProblem';
  }
}

async function listen(app: NestExpressApplication, config: CoordinatorConfig): Promise<void> {
  try {
    await app.listen(config.port, config.host);
  } catch (error) {
    if (
      (error as NodeJS.ErrnoException).syscall === 'listen' ||
      (error as NodeJS.ErrnoException).code === 'ENOTFOUND'
    )
      throw new AddressProblem(config, error as NodeJS.ErrnoException);
    throw error;
  }
}

/** A wildcard address is not one that a client can use. */
function reachable(host: string): string {
  if (host === '0.0.0.0' || host === '::' || host === '') return '127.0.0.1';
  return host.includes(':') ? `[${host}]` : host;
}

/** Nest stops listening first and waits for running requests; those that take too long are cut. */
async function closeApp(app: NestExpressApplication): Promise<void> {
  const server = app.getHttpServer() as Server;
  const late = setTimeout(() => server.closeAllConnections(), GRACE_MS);
  // A connection whose request ends while we close is idle from then on; Node closes only those that were idle before.
  const idle = setInterval(() => server.closeIdleConnections(), IDLE_LOOK_MS);
  try {
    await app.close();
  } finally {
    clearTimeout(late);
    clearInterval(idle);
  }
}

async function leaveGently(app: NestExpressApplication, { leaveSeconds }: CoordinatorConfig): Promise<void> {
  app.get(Readiness).leave(leaveSeconds * 1000);
  await new Promise((resolve) => setTimeout(resolve, leaveSeconds * 1000));
}

function once(run: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined;
  return () => (running ??= run());
}
