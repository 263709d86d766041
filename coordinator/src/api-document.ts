import type { OpenAPIObject } from '@nestjs/swagger';
import { pino } from 'pino';
import { createHttpApp } from './http-app.js';
import { loadConfig } from './platform/config/config.js';
import { MasterKey } from './platform/crypto/master-key.js';
import { openApiDocument } from './platform/http/openapi.js';

/** The OpenAPI document without starting anything: no database, no files, no port (`npm run gen`, contract tests). */
export async function buildApiDocument(): Promise<OpenAPIObject> {
  const parts = {
    config: loadConfig({}),
    logger: pino({ level: 'silent' }),
    masterKey: MasterKey.of('only for the shape of the document'),
  };
  const app = await createHttpApp(parts, { kind: 'url', url: 'postgres://nowhere' }, { preview: true });
  return openApiDocument(app);
}
