import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { generatedDocs } from '../../coordinator/src/generated-docs.js';

const root = join(import.meta.dirname, '../..');
/** The formatter aligns tables; everything else must be the same. */
const words = (text: string): string => text.replace(/-{3,}/g, '---').replace(/\s+/g, ' ').trim();

interface Operation {
  operationId: string;
  summary?: string;
  security?: unknown[];
  responses: Record<string, { description?: string }>;
  parameters?: { name: string; in: string; required?: boolean; schema?: { type?: string } }[];
}
interface Property {
  [key: string]: unknown;
}
interface Document {
  openapi: string;
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, { properties?: Record<string, Property> }> };
}

let docs: Record<string, string>;
let document: Document;
beforeAll(async () => {
  docs = await generatedDocs();
  document = JSON.parse(docs['docs/openapi/framefarm.json'] ?? '') as Document;
});

const operations = (): [string, Operation][] =>
  Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]): [string, Operation] => [
      `${method.toUpperCase()} ${path}`,
      operation,
    ]),
  );

test('the OpenAPI document in git is the one that the code gives (npm run gen)', () => {
  const stored = JSON.parse(readFileSync(join(root, 'docs/openapi/framefarm.json'), 'utf8')) as Document;
  expect(document).toEqual(stored);
});

test.each(['docs/configuration.md', 'docs/api/errors.md'])(
  '%s in git is the generated one (npm run gen)',
  (path) => expect(words(docs[path] ?? '')).toBe(words(readFileSync(join(root, path), 'utf8'))),
);

test('every operation has a name of its own, a summary and a documented success', () => {
  const all = operations();
  expect(new Set(all.map(([, operation]) => operation.operationId)).size).toBe(all.length);
  for (const [name, operation] of all) {
    expect([name, operation.summary]).toEqual([name, expect.stringMatching(/\w/)]);
    const success = Object.keys(operation.responses).filter((status) => /^[23]/.test(status));
    // The vendor types both codes of this one: created, or replaced.
    const expected = name === 'PUT /v1/destination' ? ['200', '201'] : [expect.any(String)];
    expect([name, success]).toEqual([name, expected]);
  }
});

test('the success codes are those of the vendor', () => {
  const codes = Object.fromEntries(
    operations().map(([name, { responses }]) => [
      name,
      Object.keys(responses).find((code) => /^[23]/.test(code)),
    ]),
  );
  expect(codes).toMatchObject({
    'GET /health': '200',
    'GET /health/detailed': '200',
    'POST /v1/render': '200',
    'GET /v1/render': '200',
    'POST /v1/render/cost': '200',
    'GET /v1/render/tier': '200',
    'GET /v1/render/{id}': '200',
    'POST /v1/render/{id}/cancel': '200',
    'GET /v1/render/{id}/download': '302',
    'GET /v1/render/{id}/download-url': '200',
    'POST /v1/render/{id}/refresh-url': '200',
    'POST /v1/render/{id}/track-bandwidth': '200',
    'GET /v1/templates': '200',
    'POST /v1/templates/{id}/render': '200',
    'POST /v1/webhooks': '201',
    'GET /v1/webhooks': '200',
    'DELETE /v1/webhooks/{id}': '200',
    'POST /v1/assets/upload-url': '200',
    'PUT /v1/assets/{id}/upload': '200',
    'POST /v1/assets/{id}/upload': '200',
    'POST /v1/assets': '201',
    'GET /v1/assets': '200',
    'POST /v1/auth/login': '200',
    'POST /v1/projects': '200',
    'PUT /v1/projects/{id}': '200',
    'PATCH /v1/projects/{id}': '200',
    'POST /v1/projects/{id}/duplicate': '200',
    'POST /v1/projects/batch-delete': '200',
    'GET /v1/renditions/stats': '200',
    'POST /v1/renditions/{id}/cancel': '200',
    'POST /v1/renditions/batch-delete': '200',
    'GET /v1/render/{id}/events': '200',
    'POST /billing/checkout': '200',
    'POST /billing/cancel': '200',
    'GET /billing/credits': '200',
    'GET /v1/integrations': '200',
    'POST /v1/integrations': '201',
    'PUT /v1/integrations/{id}': '200',
    'DELETE /v1/integrations/{id}': '200',
    'POST /v1/integrations/{id}/test': '200',
    'GET /v1/destination': '200',
    'POST /v1/destination/test': '200',
    'DELETE /v1/destination': '200',
  });
});

test('every reference leads somewhere', () => {
  const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g)];
  expect(references.length).toBeGreaterThan(10);
  for (const [, name] of references) expect(document.components.schemas).toHaveProperty(name ?? '');
});

test('parameters have a type, no header is required, none is there twice', () => {
  for (const [name, { parameters = [] }] of operations()) {
    const names = parameters.map((parameter) => `${parameter.in} ${parameter.name.toLowerCase()}`);
    expect([name, new Set(names).size]).toEqual([name, names.length]);
    for (const parameter of parameters) {
      expect([name, parameter.name, parameter.schema?.type]).toEqual([
        name,
        parameter.name,
        expect.any(String),
      ]);
      if (parameter.in === 'header') expect([name, parameter.name, parameter.required]).not.toContain(true);
    }
  }
});

test('every field has an example, or a schema of its own that has', () => {
  const shown = ['example', '$ref', 'allOf', 'items', 'default', 'enum'];
  const bare = Object.entries(document.components.schemas).flatMap(([schema, { properties = {} }]) =>
    Object.entries(properties)
      .filter(([, property]) => !shown.some((key) => key in property))
      .map(([name]) => `${schema}.${name}`),
  );
  expect(bare).toEqual([]);
});
