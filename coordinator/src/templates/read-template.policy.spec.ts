import { readTemplate } from './read-template.policy.js';

const body = {
  name: 'Mein Intro!',
  variablesSchema: [{ key: 'title', type: 'text', default: 'Hi', more: 1 }],
  document: { name: '{{title}}', layers: [{ type: 'text', text: '{{title}}' }] },
};
const paths = (given: unknown, id?: string): string[] => {
  const read = readTemplate(given, id);
  return read.ok ? [] : read.issues.map(({ path }) => path);
};

test('read, with what was left out', () =>
  expect(readTemplate(body)).toEqual({
    ok: true,
    template: {
      id: 'mein-intro',
      name: 'Mein Intro!',
      description: '',
      platform: 'general',
      accentColor: '#4f46e5',
      icon: 'sparkles',
      variablesSchema: [{ key: 'title', label: 'title', type: 'text', required: false, default: 'Hi' }],
      defaultConfig: null,
      document: body.document,
    },
  }));

test.each<[string, unknown, string[]]>([
  ['nothing', undefined, ['name', 'id', 'document']],
  ['an id that is no slug', { ...body, id: 'A b' }, ['id']],
  ['a platform of others', { ...body, platform: 'linkedin' }, ['platform']],
  ['an undeclared hole', { ...body, document: { x: '{{other}}' } }, ['document']],
  ['an undeclared condition', { ...body, document: { x: { when: 'other' } } }, ['document']],
  [
    'a variable twice',
    { ...body, variablesSchema: [{ key: 'title' }, { key: 'title' }] },
    ['variablesSchema'],
  ],
  [
    'variables that are none',
    { ...body, variablesSchema: ['x', { key: 'title', type: 'date' }] },
    ['variablesSchema[0].key', 'variablesSchema[1].type'],
  ],
  [
    'a default of another type',
    { ...body, variablesSchema: [{ key: 'title', type: 'number', default: 'many' }] },
    ['variablesSchema[0].default'],
  ],
  ['a map of variables', { ...body, variablesSchema: { title: {} } }, ['variablesSchema', 'document']],
])('%s', (_, given, expected) => expect(paths(given)).toEqual(expected));

test('the address names it, whatever the body says', () =>
  expect(readTemplate({ ...body, id: 'other' }, 'mine')).toMatchObject({ template: { id: 'mine' } }));

test('a document as deep as a well is refused, not walked', () => {
  let deep: unknown = 1;
  for (let level = 0; level < 100_000; level += 1) deep = [deep];
  expect(paths({ ...body, document: { deep } })).toEqual(['document']);
});
