import type { Readable } from 'node:stream';
import busboy from 'busboy';
import type { Request } from 'express';
import { FarmError } from '@farm/shared/errors';

/** Hands over the part `file` of a form as it streams in; other parts are thrown away. */
export function withFilePart(request: Request, receive: (bytes: Readable) => Promise<void>): Promise<void> {
  return new Promise((resolve, reject) => {
    let received: Promise<void> | undefined;
    const form = openForm(request);
    form.on('file', (name, bytes) => {
      if (name !== 'file' || received) {
        bytes.resume();
        return;
      }
      received = receive(bytes);
      received.catch((error: unknown) => {
        request.unpipe(form);
        reject(error);
      });
    });
    form.on('error', () => {
      request.unpipe(form);
      reject(new FarmError('bad-request', 'The form is not readable multipart/form-data.'));
    });
    form.on('close', () => {
      if (received) received.then(resolve, reject);
      else reject(new FarmError('bad-request', 'The form has no part named "file".'));
    });
    request.on('aborted', () => form.destroy(new Error('the caller went away')));
    request.pipe(form);
  });
}

function openForm(request: Request): busboy.Busboy {
  try {
    return busboy({ headers: request.headers, defParamCharset: 'utf8' });
  } catch {
    throw new FarmError('bad-request', 'The form is not readable multipart/form-data: it names no boundary.');
  }
}
