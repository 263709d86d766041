import express, { type NextFunction, type Request, type RequestHandler, type Response } from 'express';
import { FarmError } from '@farm/shared/errors';
import { isDeeperThan } from './json-depth.policy.js';
import { toFarmError } from './problem.js';

/** Routes that take the raw bytes of a file, whatever their content type says. */
const RAW = [/^\/v1\/assets\/[^/]+\/upload\/?$/i, /^\/v1\/assets\/tus(\/|$)/i, /^\/files\//];

/** Fields for which PHP clients send `[]` when they mean `{}`. */
const OBJECT_FIELDS = ['config', 'variables', 'style', 'metadata'];

/** Nothing of ours nests so deep; validators and databases walk through a body by recursion. */
const DEEPEST = 200;

/**
 * JSON bodies up to `limit` bytes. The content type is not insisted on (curl says "form" unless told otherwise);
 * an empty body is no body.
 */
export function jsonBody(limit: number): RequestHandler {
  const parse = express.json({
    limit,
    strict: false,
    type: (request) => !isMultipart(request.headers['content-type']),
  });
  return (request: Request, response: Response, next: NextFunction) => {
    if (RAW.some((pattern) => pattern.test(request.path))) return next();
    parse(request, response, (error?: unknown) => {
      request.body = withObjects((request.body as unknown) ?? {});
      // Made ours here: Nest would reduce the parser's error to its heading.
      if (error !== undefined) next(toFarmError(error));
      else next(isDeeperThan(request.body, DEEPEST) ? tooDeep() : undefined);
    });
  };
}

const tooDeep = (): FarmError =>
  new FarmError('bad-request', `The body is nested deeper than ${DEEPEST} levels.`);

const isMultipart = (type: string | undefined): boolean => type?.startsWith('multipart/') ?? false;

const isEmptyList = (value: unknown): boolean => Array.isArray(value) && value.length === 0;

function withObjects(body: unknown): unknown {
  if (isEmptyList(body)) return {};
  if (typeof body !== 'object' || body === null) return body;
  const fields = body as Record<string, unknown>;
  for (const name of OBJECT_FIELDS) if (isEmptyList(fields[name])) fields[name] = {};
  return body;
}
