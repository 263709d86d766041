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
      : pino.destination({ dest: 2, sync: true }));
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
