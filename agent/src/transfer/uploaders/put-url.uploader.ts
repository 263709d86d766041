import { filledHeaders } from './part-checksums.js';
import { putFile } from './put-file.js';
import type { Uploader } from './uploader.js';

/** One presigned PUT to somebody else's server, with exactly the headers that were signed. */
export const putUrl: Uploader<'put-url'> = {
  kind: 'put-url',
  async send(file, grant, options) {
    const whole = { path: file.path, start: 0, end: file.sizeBytes };
    return putFile(grant.url, file, await filledHeaders(grant.headers, whole), options);
  },
};
