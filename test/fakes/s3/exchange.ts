import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Bucket } from './buckets.js';
import { xmlDocument } from './s3-error.js';

/** One request whose signature is right and whose body has arrived. */
export interface Exchange {
  request: IncomingMessage;
  response: ServerResponse;
  query: URLSearchParams;
  bucketName: string;
  bucket: Bucket;
  /** Empty: the bucket itself. */
  key: string;
  body: Buffer;
}

const NAMESPACE = 'http://s3.amazonaws.com/doc/2006-03-01/';

export function answer(
  { response }: Pick<Exchange, 'response'>,
  status: number,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, headers).end();
}

export function answerXml({ response }: Pick<Exchange, 'response'>, root: string, content: object): void {
  const text = xmlDocument({ [root]: content as never }).replace(
    `<${root}>`,
    `<${root} xmlns="${NAMESPACE}">`,
  );
  response.writeHead(200, { 'content-type': 'application/xml' }).end(text);
}
