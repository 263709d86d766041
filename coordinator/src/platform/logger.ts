import { Inject, type LoggerService } from '@nestjs/common';
import { pino, type DestinationStream, type Logger } from 'pino';
import { PinoPretty } from 'pino-pretty';
import { hideSecrets } from './redact.policy.js';

export type { Logger };

/** Injection token of the root logger; use `@InjectLogger()` and `logger.child({part: 'jobs'})`. */
export const LOGGER = Symbol('logger');
export const InjectLogger = (): ParameterDecorator & PropertyDecorator => Inject(LOGGER);

/** Names whose values never reach a log, at the top level and one level down. */
const SECRET_NAMES = [
  'authorization',
  '["x-api-key"]',
  'cookie',
  'password',
  'token',
  'joinToken',
  'credential',
  'apiKey',
  'secret',
  'secretKey',
  'databaseUrl',
];
const SECRET_PATHS = SECRET_NAMES.flatMap((name) => {
  const dotted = name.startsWith('[') ? name : `.${name}`;
  return [name, `*${dotted}`, `req.headers${dotted}`];
});

export interface LoggerOptions {
  logLevel: string;
  logFormat: 'auto' | 'json' | 'pretty';
}

/** Bytes of lines that wait for a full disk to have room again; later ones are dropped. */
const BACKLOG = 2 ** 20;

/** A file descriptor for log lines. A line that cannot be written (a full disk) must not end the process. */
export function lastingDestination(fd: number): DestinationStream {
  const destination = pino.destination({ dest: fd, sync: true, maxLength: BACKLOG });
  destination.on('error', () => undefined);
  return destination;
}

/**
 * Structured lines on stderr (stdout is for what people and scripts read, such as the ready line): readable on a
 * terminal, JSON otherwise. Written synchronously: a line before a crash is not lost.
 */
export function createLogger(options: LoggerOptions, stream?: DestinationStream): Logger {
  const pretty =
    options.logFormat === 'pretty' || (options.logFormat === 'auto' && process.stderr.isTTY === true);
  const target =
    stream ??
    (pretty
      ? PinoPretty({ destination: 2, sync: true, ignore: 'pid,hostname', translateTime: 'HH:MM:ss.l' })
      : lastingDestination(2));
  return pino(
    {
      level: options.logLevel,
      base: { process: 'coordinator' },
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: { paths: SECRET_PATHS, censor: '[hidden]' },
      serializers: { err: pino.stdSerializers.err, url: (url: unknown) => hideSecrets(String(url)) },
    },
    target,
  );
}

/** What Nest itself has to say, through the same logger. Its start-up chatter is for debugging only. */
export class NestLog implements LoggerService {
  constructor(private readonly logger: Logger) {}

  log(message: unknown, context?: string): void {
    this.logger.debug({ context }, String(message));
  }

  debug(message: unknown, context?: string): void {
    this.logger.debug({ context }, String(message));
  }

  verbose(message: unknown, context?: string): void {
    this.logger.trace({ context }, String(message));
  }

  warn(message: unknown, context?: string): void {
    this.logger.warn({ context }, String(message));
  }

  error(message: unknown, stack?: string, context?: string): void {
    this.logger.error({ context, stack }, String(message));
  }

  fatal(message: unknown, context?: string): void {
    this.logger.fatal({ context }, String(message));
  }
}
