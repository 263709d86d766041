import type { IncomingMessage } from 'node:http';
import type { NextFunction, Request, Response } from 'express';
import { newId } from '../crypto/ids.js';

const GIVEN = /^[\w.:-]{1,100}$/;
const ids = new WeakMap<IncomingMessage, string>();

/** The correlation id of a request; also in the answer's header X-Request-Id and in every log line about it. */
export function requestIdOf(request: IncomingMessage): string {
  const known = ids.get(request);
  if (known) return known;
  const given = request.headers['x-request-id'];
  const id = typeof given === 'string' && GIVEN.test(given) ? given : newId();
  ids.set(request, id);
  return id;
}

export function requestId(request: Request, response: Response, next: NextFunction): void {
  response.set('X-Request-Id', requestIdOf(request));
  next();
}
