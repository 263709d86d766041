import { compileTemplate, exampleVariables } from './compile-template.policy.js';
import { fillDocument, keysIn, type Values } from './fill-document.policy.js';
import { readVariables } from './read-variables.policy.js';
import type { TemplateDefinition, TemplateVariable, VariableValue } from './template.types.js';

const values = (given: Record<string, VariableValue>): Values => new Map(Object.entries(given));
const variable = (more: Partial<TemplateVariable>): TemplateVariable => ({
  key: 'x',
  label: 'X',
  type: 'string',
  required: false,
  ...more,
});
const read = (more: Partial<TemplateVariable>, given: unknown) => {
  const { values: found, issues } = readVariables([variable(more)], given === undefined ? {} : { x: given });
  return issues[0]?.message ?? found.get('x');
};

describe('holes', () => {
  test('alone a value keeps its type; in text it is text', () =>
    expect(
      fillDocument(
        { a: '{{n}}', b: 'n = {{ n }}!', c: '{{yes}}', d: ['{{n}}'] },
        values({ n: 2, yes: true }),
      ),
    ).toEqual({ a: 2, b: 'n = 2!', c: true, d: [2] }));

  test('what is not given leaves no member behind, and empty text inside text', () =>
    expect(fillDocument({ a: '{{n}}', b: 'x{{n}}', list: ['{{n}}', 1] }, values({ n: '' }))).toEqual({
      b: 'x',
      list: [1],
    }));

  test('a value is never a template again, nor a pattern', () =>
    expect(
      fillDocument({ a: '{{x}}', b: '<{{x}}>', c: '{{y}}' }, values({ x: '{{y}} $& $1', y: 'secret' })),
    ).toEqual({ a: '{{y}} $& $1', b: '<{{y}} $& $1>', c: 'secret' }));

  test('names of Object are no values', () =>
    expect(fillDocument({ a: '{{constructor}}', b: 'x{{toString}}' }, values({}))).toEqual({ b: 'x' }));
});

describe('conditions', () => {
  const doc = {
    layers: [
      { id: 'a', when: 'x' },
      { id: 'b', unless: 'x' },
      { id: 'c', when: ['x', 'y'] },
      { id: 'd', unless: ['x', 'y'] },
    ],
    one: { when: 'y', v: 1 },
    place: { if: 'x', then: ['{{x}}'], else: 0 },
  };
  const ids = (given: Record<string, VariableValue>) => {
    const filled = fillDocument(doc, values(given)) as { layers: { id: string }[] };
    return filled.layers.map(({ id }) => id).join('');
  };
  test.each<[Record<string, VariableValue>, string]>([
    [{}, 'bd'],
    [{ x: '' }, 'bd'],
    [{ x: false }, 'bd'],
    [{ x: 0 }, 'a'],
    [{ x: 'u' }, 'a'],
    [{ y: 'u' }, 'b'],
    [{ x: 'u', y: true }, 'ac'],
  ])('%j: %s', (given, expected) => expect(ids(given)).toBe(expected));

  test('the conditions themselves are gone, and a choice becomes what was chosen', () =>
    expect(fillDocument(doc, values({ x: 1 }))).toEqual({ layers: [{ id: 'a' }], place: [1] }));

  test('every key is found', () =>
    expect([...keysIn({ ...doc, text: '{{ z }} {{a1}}' })].sort()).toEqual(['a1', 'x', 'y', 'z']));
});

describe('variables', () => {
  test.each<[Partial<TemplateVariable>, unknown, unknown]>([
    [{}, undefined, undefined],
    [{ default: 'd' }, undefined, 'd'],
    [{ default: 'd' }, null, 'd'],
    [{ default: 'd' }, '', ''],
    [{ required: true }, undefined, 'variables.x is missing: the template needs it.'],
    [{ required: true, default: 'd' }, undefined, 'd'],
    [{ required: true, default: 'd' }, '', 'variables.x must not be empty.'],
    [{}, 'a\n b', 'a b'],
    [{ type: 'text' }, 'a\nb', 'a\nb'],
    [{}, 2024, '2024'],
    [{}, ['a'], 'variables.x must be text, not a list.'],
    [{}, { a: 1 }, 'variables.x must be text, not a object.'],
    [{ maxLength: 3 }, 'abcd', 'variables.x must have at most 3 characters (it has 4).'],
    [{ options: ['a', 'b'] }, 'c', 'variables.x must be one of a, b.'],
    [{ format: 'color' }, '#FFaa00', '#FFaa00'],
    [{ format: 'color' }, 'red;x', 'variables.x must be a colour such as #4f46e5.'],
    [{ type: 'number' }, '2.5', 2.5],
    [{ type: 'number' }, 0, 0],
    [{ type: 'number' }, 'two', 'variables.x must be a number.'],
    [{ type: 'number' }, true, 'variables.x must be a number.'],
    [{ type: 'number', min: 1 }, 0, 'variables.x must be at least 1.'],
    [{ type: 'number', max: 1 }, 2, 'variables.x must be at most 1.'],
    [{ type: 'boolean' }, 'false', false],
    [{ type: 'boolean' }, 1, 'variables.x must be true or false.'],
    [{ type: 'url' }, 'https://x.example/a', 'https://x.example/a'],
    [{ type: 'asset_url' }, 'file:///etc/passwd', expect.stringContaining('must be an http(s) URL')],
  ])('%j given %j: %j', (more, given, expected) => expect(read(more, given)).toEqual(expected));

  test('all problems at once, and unknown keys by name', () => {
    const found = readVariables([variable({ required: true }), variable({ key: 'title', type: 'number' })], {
      titel: 1,
      title: 'x',
    });
    expect(found.issues.map(({ path }) => path)).toEqual(['variables.x', 'variables.title']);
    expect(found.unknown).toEqual([expect.stringContaining('did you mean "title"?')]);
  });

  test.each([[['a']], ['text'], [5]])('%j is no object', (given) =>
    expect(readVariables([], given).issues[0]?.path).toBe('variables'),
  );
});

test('the name of the document is one line, and never empty', () => {
  const template = {
    name: 'Card',
    variablesSchema: [variable({ type: 'text' })],
    document: { name: '{{x}}', layers: [] },
  } as unknown as TemplateDefinition;
  expect(compileTemplate(template, { x: 'a\n b' })).toMatchObject({ ok: true, document: { name: 'a b' } });
  expect(compileTemplate(template, {})).toMatchObject({ ok: true, document: { name: 'Card' } });
});

test('an example for every type is a value that may be given', () => {
  const schema = (['string', 'text', 'number', 'boolean', 'url', 'asset_url'] as const).map((type) =>
    variable({ key: type, type, required: true }),
  );
  schema.push(variable({ key: 'color', format: 'color' }), variable({ key: 'few', type: 'number', min: 5 }));
  expect(readVariables(schema, exampleVariables(schema)).issues).toEqual([]);
});
