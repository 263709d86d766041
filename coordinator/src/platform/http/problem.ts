import { HttpException } from '@nestjs/common';
import { FarmError, type FarmErrorCode } from '@farm/shared/errors';

/** The body of every error answer. `error` is a sentence for people, `details.code` a word for programs. */
export interface ProblemBody {
  error: string;
  details: Record<string, unknown>;
}

export interface Problem {
  status: number;
  body: ProblemBody;
  headers: Record<string, string>;
  /** True when it is our fault and belongs into the log with its stack. */
  internal: boolean;
}

const CODE_OF_STATUS: Record<number, FarmErrorCode> = {
  400: 'bad-request',
  401: 'unauthorized',
  403: 'forbidden',
  404: 'not-found',
  409: 'conflict',
  413: 'too-large',
  429: 'rate-limited',
  503: 'unavailable',
};

/** Any thrown thing as the farm's own error. */
export function toFarmError(thrown: unknown): FarmError {
  if (thrown instanceof FarmError) return thrown;
  if (thrown instanceof HttpException) return fromStatus(thrown.getStatus(), thrown.message, thrown);
  return fromParser(thrown) ?? fromDatabase(thrown) ?? unknownError(thrown);
}

export function toProblem(thrown: unknown, requestId: string): Problem {
  const error = toFarmError(thrown);
  const retryAfter = error.details.retryAfter;
  return {
    status: error.status,
    internal: error.status === 500,
    body: { error: error.message, details: { code: error.code, ...error.details, requestId } },
    headers: typeof retryAfter === 'number' ? { 'Retry-After': String(retryAfter) } : {},
  };
}

function fromStatus(status: number, message: string, cause: unknown): FarmError {
  // A path parameter such as %zz is no id, and what is no id is not there.
  if (/^Failed to decode param/.test(message))
    return new FarmError('not-found', 'The address holds a percent sign that encodes nothing.');
  const code = CODE_OF_STATUS[status] ?? (status < 500 ? 'bad-request' : 'internal');
  return code === 'internal' ? unknownError(cause) : new FarmError(code, asSentence(message), { cause });
}

/** Nest and Express speak in headings; callers get sentences. */
function asSentence(message: string): string {
  const route = /^Cannot (\w+ \/.*)$/.exec(message)?.[1];
  if (route) return `There is nothing at ${route.split('?', 1)[0]}; /docs lists every route.`;
  if (message === '' || message === 'Bad Request') return 'The request is not readable.';
  return /[.!?]$/.test(message) ? message : `${message.charAt(0).toUpperCase()}${message.slice(1)}.`;
}

/** Errors of Express' body parser carry `type`, `status` and facts. */
function fromParser(thrown: unknown): FarmError | undefined {
  const facts = thrown as { type?: unknown; status?: unknown; limit?: unknown; message?: unknown } | null;
  if (typeof facts?.status !== 'number' || facts.status >= 500) return undefined;
  const message = String(facts.message ?? '');
  switch (facts.type) {
    case 'entity.too.large':
      return new FarmError(
        'too-large',
        `The body is larger than the limit of ${String(facts.limit)} bytes; upload media as assets and name them by URL.`,
        { details: { limit: facts.limit } },
      );
    case 'entity.parse.failed':
      return new FarmError('bad-request', `The body is not valid JSON: ${message.replace(/\.$/, '')}.`);
    case 'encoding.unsupported':
    case 'charset.unsupported':
      return new FarmError('bad-request', 'The body must be JSON in UTF-8, plain or gzip-compressed.');
    default:
      return fromStatus(facts.status, message, thrown);
  }
}

/** Text that PostgreSQL cannot hold is the caller's; a database that is away is nobody's: they may come again. */
function fromDatabase(thrown: unknown): FarmError | undefined {
  const codes = [thrown, (thrown as { driverError?: unknown } | null)?.driverError]
    .map((error) => (error as { code?: unknown } | null)?.code)
    .filter((code) => typeof code === 'string');
  if (codes.some((code) => UNSTORABLE.test(code)))
    return new FarmError(
      'bad-request',
      'The request holds text that is none (a NUL character or half of a surrogate pair); remove it.',
      { cause: thrown },
    );
  const away = codes.some((code) => AWAY.test(code));
  const message = thrown instanceof Error ? thrown.message : '';
  if (!away && !/Connection terminated|timeout exceeded when trying to connect/.test(message))
    return undefined;
  return new FarmError('unavailable', 'The database is away for a moment; try again in a few seconds.', {
    cause: thrown,
    details: { retryAfter: 2 },
  });
}

/** Connection errors of Node and of PostgreSQL (class 08 and 57P0x: shutting down, starting up). */
const AWAY = /^(ECONNREFUSED|ECONNRESET|EPIPE|ENOENT|08[0-9A-Z]{3}|57P0[1-5])$/;

/** PostgreSQL: character not in repertoire, untranslatable character, invalid text representation (in JSON). */
const UNSTORABLE = /^(22021|22P05|22P02)$/;

function unknownError(cause: unknown): FarmError {
  return new FarmError(
    'internal',
    'Something went wrong on our side; the log of the coordinator has the request id.',
    { cause },
  );
}
