import compression from 'compression';
import type { RequestHandler } from 'express';

/** Below, the work costs more than the bytes; status polls stay below it. */
const LEAST_BYTES = 4096;

/** gzip (or br) for JSON. Never for files, which are compressed already, nor for streams of events. */
export const compressJson = (): RequestHandler =>
  compression({
    threshold: LEAST_BYTES,
    filter: (_request, response) =>
      /^application\/([\w.-]+\+)?json\b/.test(String(response.getHeader('Content-Type'))),
  });
