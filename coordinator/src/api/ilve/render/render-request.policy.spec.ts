import { isFontOf } from './font-asset.policy.js';
import { readLimit } from './render-list.policy.js';
import { readRenderRequest } from './render-request.policy.js';

const paths = (body: unknown): string[] =>
  readRenderRequest(body, (host) => host === 'localhost', 0).issues.map(({ path }) => path);

describe('the body around a document', () => {
  test('taken apart', () => {
    const body = {
      videoJSON: { a: 1 },
      webhookUrl: 'https://x.example/hook',
      projectId: '018F6B1E-7C00-7000-8000-000000000003',
      more: 1,
    };
    expect(readRenderRequest(body, () => false, 0)).toEqual({
      document: { a: 1 },
      webhookUrl: 'https://x.example/hook',
      projectId: '018f6b1e-7c00-7000-8000-000000000003',
      issues: [],
    });
  });

  test.each<[unknown, string[]]>([
    [{ videoJSON: {} }, []],
    [{ videoJSON: {}, webhookUrl: null, projectId: null }, []],
    [undefined, ['videoJSON']],
    [[], ['videoJSON']],
    ['text', ['videoJSON']],
    [{ videoJSON: null, webhookUrl: 'mailto:x', projectId: '5' }, ['videoJSON', 'webhookUrl', 'projectId']],
    [{ videoJSON: {}, webhookUrl: 'http://localhost/x' }, ['webhookUrl']],
    [{ videoJSON: {}, webhookUrl: 5 }, ['webhookUrl']],
  ])('%j: problems at %j', (body, expected) => expect(paths(body)).toEqual(expected));
});

test.each([
  [undefined, 10],
  ['5', 5],
  ['50', 50],
  ['51', 50],
  ['0', 10],
  ['-1', 10],
  ['many', 10],
])('limit=%s is %d', (text, limit) => expect(readLimit(text)).toBe(limit));

test.each([
  ['Brand Sans', 'BrandSans.ttf', true],
  ['Brand Sans', 'brand-sans-Regular.otf', true],
  ['Brand', 'BrandSans.ttf', false],
  ['', '.ttf', false],
])('the family %p is the file %p: %p', (family, file, expected) =>
  expect(isFontOf(family, file)).toBe(expected),
);
