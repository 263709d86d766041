import { grantUrl } from '../trusted-client.js';
import { putFile } from './put-file.js';
import type { Uploader } from './uploader.js';

/** One presigned PUT to somebody else's server, with exactly the headers that were signed. */
export const putUrl: Uploader<'put-url'> = {
  kind: 'put-url',
  send: (file, grant, options) =>
    putFile(grantUrl(grant.url, options.coordinator), file, grant.headers, options),
};
