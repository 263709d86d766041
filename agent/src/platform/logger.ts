import { pino, type DestinationStream, type Logger } from 'pino';
import { PinoPretty } from 'pino-pretty';
import { hideSecrets } from './hide-secrets.js';

export type { Logger };

export interface LoggerOptions {
  logLevel: string;
  logFormat: 'auto' | 'json' | 'pretty';
}

/** Names whose values never reach a log, at the top level and one level down. */
const SECRET_NAMES = [
  'joinToken',
  'credential',
  'authorization',
  'cookie',
  'password',
  'secret',
  'apiKey',
  'auth',
];

/** Bytes of lines that wait for a full disk to have room again; later ones are dropped. */
const BACKLOG = 2 ** 20;

/** A file descriptor for log lines. A line that cannot be written (a full disk) must not end the process. */
export function lastingDestination(fd: number): DestinationStream {
  const destination = pino.destination({ dest: fd, sync: true, maxLength: BACKLOG });
  destination.on('error', () => undefined);
  return destination;
}

/** Lines on stderr, written at once so that one before a crash is not lost: readable on a terminal, JSON otherwise. */
export function createLogger(options: LoggerOptions, stream?: DestinationStream): Logger {
  const pretty =
    options.logFormat === 'pretty' || (options.logFormat === 'auto' && process.stderr.isTTY === true);
  const target =
    stream ??
    (pretty
      ? PinoPretty({
          destination: 2,
          sync: true,
          ignore: 'pid,hostname,process',
          translateTime: 'HH:MM:ss.l',
        })
      : lastingDestination(2));
  return pino(
    {
      level: options.logLevel,
      base: { process: 'agent', pid: process.pid },
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: { paths: SECRET_NAMES.flatMap((name) => [name, `*.${name}`]), censor: '[hidden]' },
      serializers: { err: pino.stdSerializers.err, url: (url: unknown) => hideSecrets(String(url)) },
    },
    target,
  );
}
