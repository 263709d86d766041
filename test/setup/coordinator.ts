import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { pino, type DestinationStream } from 'pino';
import type { Credentials } from '../../coordinator/src/auth/index.js';
import type { Clock } from '../../coordinator/src/platform/clock.js';
import { loadConfig } from '../../coordinator/src/platform/config/config.js';
import { createLogger } from '../../coordinator/src/platform/logger.js';
import { startCoordinator } from '../../coordinator/src/start-coordinator.js';
import { freshDatabase, type FreshDatabase } from './fresh-database.js';

export interface Reply<T = Record<string, unknown>> {
  status: number;
  headers: Headers;
  /** Parsed when it is JSON; else empty. */
  body: T;
  text: string;
}

export interface CallOptions {
  /** Sent as JSON. */
  json?: unknown;
  body?: RequestInit['body'];
  headers?: Record<string, string>;
  /** `key` (default), `bearer`, or none. */
  as?: 'key' | 'bearer' | 'nobody';
}

export interface TestCoordinator {
  url: string;
  app: NestExpressApplication;
  dataDir: string;
  databaseUrl: string;
  credentials: Credentials;
  joinToken: string;
  /** `T` is the expected body. */
  call<T = Record<string, unknown>>(method: string, path: string, options?: CallOptions): Promise<Reply<T>>;
  /** What SIGTERM does first: not ready any more, agents are sent away. */
  leave(): Promise<void>;
  /** Stops it; the data folder and the database stay, for `startTestCoordinator({resume})`. */
  pause(): Promise<void>;
  /** Stops it and removes everything it made. */
  stop(): Promise<void>;
}

export interface TestOptions {
  /** More settings, e.g. `{FRAMEFARM_RATE_LIMIT: '3'}`. */
  env?: Record<string, string>;
  /** A paused coordinator whose data to start on again. */
  resume?: TestCoordinator;
  /** Another coordinator on the database of this one, with a data folder of its own. */
  beside?: TestCoordinator;
  /** A folder that exists already. */
  dataDir?: string;
  clock?: Clock;
  /** Where log lines go; absent: nowhere. */
  log?: DestinationStream;
}

/** A whole coordinator in this process, on a free port, with a database and a data folder of its own. */
export async function startTestCoordinator(options: TestOptions = {}): Promise<TestCoordinator> {
  const { resume } = options;
  const database = await databaseFor(options);
  const dataDir = resume?.dataDir ?? options.dataDir ?? (await mkdtemp(join(tmpdir(), 'framefarm-test-')));
  const config = loadConfig({
    FRAMEFARM_DATA: dataDir,
    FRAMEFARM_PORT: '0',
    DATABASE_URL: database.url,
    ...options.env,
  });
  const logger = options.log
    ? createLogger({ logLevel: 'trace', logFormat: 'json' }, options.log)
    : pino({ level: 'silent' });
  const running = await startCoordinator(config, logger, options.clock);
  const credentials = JSON.parse(await readFile(join(dataDir, 'credentials.json'), 'utf8')) as Credentials;
  const joinToken = (await readFile(join(dataDir, 'join-token'), 'utf8')).trim();
  const caller = new Caller(running.url, credentials);
  return {
    url: running.url,
    app: running.app,
    dataDir,
    databaseUrl: database.url,
    credentials,
    joinToken,
    call: (method, path, more) => caller.call(method, path, more),
    leave: () => running.leave(),
    pause: () => running.stop(),
    async stop() {
      await running.stop();
      await database.drop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

function databaseFor({ resume, beside }: TestOptions): Promise<FreshDatabase> {
  if (resume) return Promise.resolve({ url: resume.databaseUrl, drop: () => resume.stop() });
  if (beside) return Promise.resolve({ url: beside.databaseUrl, drop: () => Promise.resolve() });
  return freshDatabase();
}

class Caller {
  private token?: Promise<string>;

  constructor(
    private readonly url: string,
    private readonly credentials: Credentials,
  ) {}

  async call<T>(method: string, path: string, options: CallOptions = {}): Promise<Reply<T>> {
    const headers = { ...(await this.credential(options.as ?? 'key')), ...options.headers };
    const body = options.json === undefined ? options.body : JSON.stringify(options.json);
    const type: Record<string, string> =
      options.json === undefined ? {} : { 'content-type': 'application/json' };
    const address = path.startsWith('http') ? path : `${this.url}${path}`;
    const response = await fetch(address, {
      method,
      headers: { ...type, ...headers },
      redirect: 'manual',
      ...(body === undefined ? {} : { body }),
    });
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.includes('json') ?? false;
    const parsed = (isJson && text !== '' ? JSON.parse(text) : {}) as T;
    return { status: response.status, headers: response.headers, body: parsed, text };
  }

  private async credential(as: 'key' | 'bearer' | 'nobody'): Promise<Record<string, string>> {
    if (as === 'nobody') return {};
    if (as === 'key') return { 'x-api-key': this.credentials.apiKey };
    this.token ??= this.login();
    return { authorization: `Bearer ${await this.token}` };
  }

  private async login(): Promise<string> {
    const { email, password } = this.credentials;
    const reply = await this.call<{ token: string }>('POST', '/v1/auth/login', {
      json: { email, password },
      as: 'nobody',
    });
    return reply.body.token;
  }
}
