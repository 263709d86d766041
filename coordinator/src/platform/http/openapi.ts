import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';

const ABOUT = [
  'Render JSON scenes into video files on your own machines.',
  '',
  'Send a workspace API key in `x-api-key`, or a token from `POST /v1/auth/login` in `Authorization: Bearer …`.',
  'A person in several workspaces chooses one per request with `X-Workspace-Id`. `/v1/admin` takes `x-admin-secret`.',
  'Errors are `{error, details}`: `error` is a sentence, `details.code` a word for programs (docs/api/errors.md),',
  '`details.issues` lists every problem of a document with its path.',
].join('\n');

/** The OpenAPI document of the public API, from its controllers and DTOs. Checked in as docs/openapi/framefarm.json. */
export function openApiDocument(app: INestApplication): OpenAPIObject {
  const base = new DocumentBuilder()
    .setTitle('Framefarm')
    .setDescription(ABOUT)
    .setVersion('1')
    .setLicense('Apache-2.0', 'https://www.apache.org/licenses/LICENSE-2.0')
    .addApiKey({ type: 'apiKey', in: 'header', name: 'x-api-key' }, 'key')
    .addBearerAuth({ type: 'http', scheme: 'bearer', bearerFormat: 'JWT' }, 'bearer')
    .addApiKey({ type: 'apiKey', in: 'header', name: 'x-admin-secret' }, 'admin')
    .build();
  return SwaggerModule.createDocument(app, base, { operationIdFactory: (_controller, method) => method });
}

/** `/docs` and `/openapi.json`. The document is built at the first request for it, to keep an idle farm small. */
export function serveOpenApi(app: INestApplication): void {
  let document: OpenAPIObject | undefined;
  SwaggerModule.setup('docs', app, () => (document ??= openApiDocument(app)), {
    jsonDocumentUrl: 'openapi.json',
    yamlDocumentUrl: 'openapi.yaml',
    customSiteTitle: 'Framefarm API',
  });
}
