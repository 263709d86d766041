import { Catch, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { Request, Response } from 'express';
import type { Logger } from '../logger.js';
import { requestIdOf } from './request-id.middleware.js';
import { toProblem, type Problem } from './problem.js';

/** Turns a problem into a dialect's own body. */
export type ProblemShape = (problem: Problem) => object;

/** Any error -> `{error, details}`. A dialect may give the body another shape (see api/edge/dialect-filter.ts). */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(
    private readonly logger: Logger,
    private readonly shape: ProblemShape = (problem) => problem.body,
  ) {}

  catch(thrown: unknown, host: ArgumentsHost): void {
    if (host.getType() !== 'http') return this.logger.error({ err: thrown }, 'an event could not be handled');
    const http = host.switchToHttp();
    const request = http.getRequest<Request>();
    const response = http.getResponse<Response>();
    const problem = toProblem(thrown, requestIdOf(request));
    if (problem.internal)
      this.logger.error({ err: thrown, requestId: requestIdOf(request) }, 'a request failed');
    // pino-http looks here for what its line says; without it an operator reads "503" and no reason.
    if (problem.status === 503)
      Object.assign(response, { err: new Error(problem.body.error, { cause: thrown }) });
    if (response.headersSent) {
      response.destroy();
      return;
    }
    // The rest of an unread upload is not waited for: say so, or the client would reuse a connection we will close.
    if (!request.complete && problem.status !== 401) response.set('Connection', 'close');
    response.status(problem.status).set(problem.headers).json(this.shape(problem));
  }
}
