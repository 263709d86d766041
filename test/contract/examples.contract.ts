import { generatedDocs } from '../../coordinator/src/generated-docs.js';
import {
  jsonBodyOf,
  operationsOf,
  Schemas,
  successOf,
  type Named,
  type OpenApi,
} from '../setup/openapi-document.js';

/** Operations whose examples are still to be written. May only shrink. */
const NOT_YET: readonly string[] = [];

let document: OpenApi;
let schemas: Schemas;
beforeAll(async () => {
  document = JSON.parse((await generatedDocs())['docs/openapi/framefarm.json'] ?? '') as OpenApi;
  schemas = new Schemas(document);
});

const failing = (judge: (named: Named) => string[]): string[] =>
  operationsOf(document)
    .filter(({ name }) => !NOT_YET.includes(name))
    .flatMap((named) => judge(named).map((problem) => `${named.name}: ${problem}`));

test('every operation has a summary and a tag', () => {
  const bare = ({ operation }: Named) => [
    ...(operation.summary ? [] : ['no summary']),
    ...(operation.tags?.length ? [] : ['no tag']),
  ];
  expect(failing(bare)).toEqual([]);
});

test('every JSON body has an example, and it fits', () => {
  const judge = ({ operation }: Named): string[] => {
    const body = jsonBodyOf(operation);
    if (!body?.schema) return [];
    const example = schemas.example(body);
    return example === undefined ? ['the body has no example'] : schemas.problems(example, body.schema);
  };
  expect(failing(judge)).toEqual([]);
});

test('every JSON answer has an example, and it fits', () => {
  const judge = ({ operation }: Named): string[] => {
    const { json } = successOf(operation);
    if (!json?.schema) return [];
    const example = schemas.example(json);
    return example === undefined ? ['the answer has no example'] : schemas.problems(example, json.schema);
  };
  expect(failing(judge)).toEqual([]);
});

test('parameters that are shown fit as well', () => {
  const judge = ({ operation }: Named): string[] =>
    (operation.parameters ?? []).flatMap(({ name, schema, example }) => {
      const shown = example ?? schema?.example ?? schema?.default;
      return schema && shown !== undefined ? schemas.problems(shown, schema, name) : [];
    });
  expect(failing(judge)).toEqual([]);
});

test('the checker sees what is wrong', () => {
  const schema = {
    type: 'object',
    required: ['id', 'size'],
    properties: {
      id: { type: 'string', format: 'uuid' },
      size: { type: 'integer' },
      kind: { type: 'string', enum: ['a'] },
      at: { type: 'string', format: 'date-time' },
    },
  };
  expect(schemas.problems({ id: '1', size: 1.5, kind: 'b', at: '2026' }, schema)).toHaveLength(4);
  expect(schemas.problems({ id: null }, schema)).toEqual(['$.size is missing', '$.id: null is not allowed']);
});
