import { readDefinition } from './definition.policy.js';
import { discover } from './discover.policy.js';
import { nextMove } from './next-steps.policy.js';
import { piecesOf, readReference } from './references.policy.js';
import { resolveConfig, type StepView } from './resolve-config.policy.js';
import { retryWait } from './retry-wait.policy.js';
import { missingVariables, readEdits, readGiven, withDefaults } from './variable-values.policy.js';
import type { Definition, RunStep } from './workflow.types.js';

const variables = {
  title: { type: 'string', label: 'Title', required: true },
  count: { type: 'number', label: 'Count', default: 3 },
  photo: { type: 'asset_url', label: 'Photo' },
};
const definition = (steps: object[], more: object = {}): unknown => ({
  version: 1,
  variables,
  steps,
  ...more,
});
const issuesOf = (sent: unknown): string[] => {
  const read = readDefinition(sent);
  return 'issues' in read ? read.issues.map(({ message }) => message) : [];
};
const readOf = (steps: object[]): Definition => {
  const read = readDefinition(definition(steps));
  if ('issues' in read) throw new Error(read.issues[0]?.message);
  return read.definition;
};
const crawl = { type: 'crawl_url', config: { url: 'https://example.com' } };
const render = { type: 'render_template', config: { templateId: 'quote' } };

describe('a definition', () => {
  test('is kept as it was sent, with [] as an empty object and without nulls', () => {
    const sent = definition([{ type: 'review', config: [], name: null, maxRetries: null }]);
    expect(readDefinition(sent)).toEqual({
      definition: { version: 1, variables, steps: [{ type: 'review', config: {} }] },
    });
    expect(readDefinition({ version: 1, variables: [], steps: [crawl] })).toMatchObject({
      definition: { variables: {} },
    });
  });

  test.each<[string, unknown, string]>([
    ['nothing', undefined, 'definition is missing: send {version: 1, variables, steps}'],
    ['a list', [], 'definition is missing: send {version: 1, variables, steps}'],
    ['version', definition([crawl], { version: '1' }), 'definition.version must be 1'],
    ['no steps', definition([]), 'definition.steps must be a list of 1 to 20 steps'],
    [
      'too many',
      definition(Array(21).fill(crawl) as object[]),
      'definition.steps must be a list of 1 to 20 steps',
    ],
    [
      'type',
      definition([{ type: 'crawl_urls', config: {} }]),
      'definition.steps[0].type must be one of upload_asset, crawl_url, discover_variables, render_template, render_videojson, apply_tool, review, send_to_destination; did you mean crawl_url?',
    ],
    ['config', definition([{ type: 'review' }]), 'definition.steps[0].config must be an object'],
    [
      'retries',
      definition([{ ...crawl, maxRetries: 11 }]),
      'definition.steps[0].maxRetries must be a whole number, 0 to 10',
    ],
    ['missing', definition([{ type: 'crawl_url', config: {} }]), 'definition.steps[0].config.url is missing'],
    [
      'URL',
      definition([{ type: 'crawl_url', config: { url: 'ftp://x' } }]),
      'definition.steps[0].config.url must be an http(s) URL',
    ],
    [
      'unknown variable',
      definition([{ type: 'crawl_url', config: { url: '{{nope}}' } }]),
      'definition.steps[0].config.url holds {{nope}}, which is no variable of this workflow',
    ],
    [
      'deep reference',
      definition([
        crawl,
        { type: 'render_videojson', config: { videoJSON: { a: [{ b: '{{steps[1].url}}' }] } } },
      ]),
      'definition.steps[1].config.videoJSON.a[0].b holds {{steps[1].url}}, but there is no such earlier step',
    ],
    [
      'reference',
      definition([{ type: 'crawl_url', config: { url: '{{title.x}}' } }]),
      'definition.steps[0].config.url holds {{title.x}}, which is neither a variable nor a reference such as steps[0].outputUrl or previous.url',
    ],
    [
      'editable',
      definition([{ type: 'review', config: { editableVariables: ['titel'] } }]),
      'definition.steps[0].config.editableVariables names "titel", which is no variable of this workflow',
    ],
    [
      'nothing to deliver',
      definition([
        { type: 'send_to_destination', config: { integrationId: '018f6b1e-7c00-7000-8000-000000000001' } },
      ]),
      'definition.steps[0].config needs a render or tool step before it',
    ],
    [
      'input',
      definition([crawl, { type: 'apply_tool', config: { toolId: 'mute-video', input: 0 } }]),
      'definition.steps[1].config must name a step that makes a file',
    ],
    [
      'upload of nothing',
      definition([{ type: 'upload_asset', config: {} }]),
      'definition.steps[0].config must have url or variable',
    ],
    [
      'a variable without type',
      definition([crawl], { variables: { a: { label: 'A' } } }),
      'definition.variables.a.type must be one of string, number, boolean, asset_url, url, text',
    ],
    [
      'a default of another type',
      definition([crawl], { variables: { a: { label: 'A', type: 'number', default: '3' } } }),
      'definition.variables.a.default must be a number',
    ],
    [
      'a key that is none',
      definition([crawl], { variables: { 'a b': { label: 'A', type: 'number' } } }),
      'definition.variables.a b has no usable key: letters, digits and _, not starting with a digit, at most 64',
    ],
  ])('%s', (_name, sent, sentence) => expect(issuesOf(sent)).toContain(sentence));

  test('no prototype is touched, and depth is no weapon', () => {
    const hostile = JSON.parse('{"__proto__": {"type": "string", "label": "x"}}') as object;
    expect(issuesOf(definition([crawl], { variables: hostile }))[0]).toMatch(/has no usable key/);
    let deep: unknown = 'x';
    for (let i = 0; i < 50_000; i++) deep = [deep];
    expect(issuesOf(definition([{ type: 'review', config: { deep } }]))).toEqual([
      'definition is nested deeper than 60 levels',
    ]);
  });
});

describe('references', () => {
  test('are found in texts, escaped ones are not', () =>
    expect(piecesOf('a {{ title }} \\{{title}} {{open')).toEqual([
      { words: 'a ' },
      { inside: 'title' },
      { words: ' {{title}} {{open' },
    ]));

  test('are read', () => {
    expect(readReference('steps[2].metadata.images[0]')).toEqual({
      kind: 'step',
      index: 2,
      member: 'metadata',
      path: ['images', 0],
    });
    expect(readReference('previous.url')).toMatchObject({ index: 'previous', member: 'url' });
    expect(readReference('steps[0].url.x')).toMatch(/path/);
    expect(readReference('previous.metadata.__proto__')).toMatch(/path/);
    expect(readReference('constructor')).toMatch(/neither/);
  });
});

const view = (index: number, more: Partial<StepView> = {}): StepView => ({
  index,
  type: 'crawl_url',
  status: 'completed',
  inputUrl: null,
  outputUrl: null,
  outputKey: null,
  renditionId: null,
  metadata: null,
  jobId: null,
  ...more,
});

describe('a config with its references replaced', () => {
  const scope = {
    variables: { title: 'A {{count}} "b"', count: 3, flag: false },
    earlier: [
      view(0, { metadata: { images: ['i0'], n: 0 }, outputUrl: 'u0' }),
      view(1, { outputUrl: 'u1' }),
      view(2, { status: 'skipped' }),
    ],
  };
  test('keeps types, and what was put in is not looked at again', () =>
    expect(
      resolveConfig(
        {
          n: '{{count}}',
          text: 'x{{count}}/{{title}}',
          list: ['{{flag}}', '{{none}}'],
          none: '{{none}}',
          half: '{{none}}!',
          url: '{{previous.url}}',
          image: '{{steps[0].metadata.images[0]}}',
          zero: '{{steps[0].metadata.n}}',
        },
        scope,
      ),
    ).toEqual({
      config: {
        n: 3,
        text: 'x3/A {{count}} "b"',
        list: [false],
        half: '!',
        url: 'u1',
        image: 'i0',
        zero: 0,
      },
      issues: [],
    }));

  test('says what a step did not bring, and does not write objects into texts', () => {
    const { issues } = resolveConfig({ a: '{{steps[2].url}}', b: 'x {{steps[0].metadata}}' }, scope);
    expect(issues.map(({ message }) => message)).toEqual([
      'config.a holds {{steps[2].url}}, but that step has brought no such thing',
      'config.b puts a list or an object into a text; refer to one of its members',
    ]);
  });
});

describe('values', () => {
  const plain = readOf([crawl]);
  test('are checked, undeclared ones left out, null is absent', () => {
    expect(readGiven(plain, { title: 'x', count: null, other: 1 })).toEqual({
      given: { title: 'x' },
      issues: [],
    });
    expect(readGiven(plain, []).issues).toEqual([]);
    expect(readGiven(plain, { count: '3', photo: 'javascript:x' }).issues).toEqual([
      { path: 'variables.count', message: 'variables.count must be a number' },
      { path: 'variables.photo', message: 'variables.photo must be an http(s) URL' },
    ]);
    expect(withDefaults(plain, { title: 'x' })).toEqual({ title: 'x', count: 3 });
  });

  test('that are missing are told, unless a step may bring them', () => {
    const missing = (steps: object[]) => missingVariables(readOf(steps), {}).map(({ path }) => path);
    expect(missing([crawl])).toEqual(['variables.title']);
    expect(missing([crawl, { type: 'discover_variables', config: {} }])).toEqual([]);
    expect(missing([crawl, { type: 'discover_variables', config: { map: { photo: 'image' } } }])).toEqual([
      'variables.title',
    ]);
    expect(missing([{ type: 'review', config: { editableVariables: ['title'] } }])).toEqual([]);
  });

  test('are edited only where a review allows it', () => {
    expect(readEdits(plain, ['count', 'photo'], { count: 4, photo: null })).toEqual({
      edits: { count: 4, photo: null },
      issues: [],
    });
    expect(
      readEdits(plain, ['title'], { title: null, count: 1 }).issues.map(({ message }) => message),
    ).toEqual([
      'variables.title is required',
      'variables.count may not be edited in this review; editable are: title',
    ]);
  });
});

describe('discovery', () => {
  const facts = {
    title: 'Shoes',
    description: 'Red.',
    image: 'https://x/i.png',
    price: '1.299,50 €',
    url: 'https://x/',
  };
  const wanted: Definition = {
    version: 1,
    variables: {
      headline: { type: 'string', label: 'a' },
      productImage: { type: 'asset_url', label: 'b' },
      price: { type: 'number', label: 'c' },
      subtitle: { type: 'text', label: 'd' },
      musicUrl: { type: 'asset_url', label: 'e' },
      flag: { type: 'boolean', label: 'f' },
    },
    steps: [],
  };
  test('goes by names and types, and never over what was given', () =>
    expect(discover(wanted, { headline: 'Mine' }, facts, {})).toEqual({
      found: {
        productImage: 'https://x/i.png',
        price: 1299.5,
        subtitle: 'Red.',
        musicUrl: 'https://x/i.png',
      },
      missing: [],
    }));
  test('cuts texts at a word', () => {
    const cut = (title: string, most: number) =>
      discover(wanted, {}, { title }, { map: { headline: 'title' }, maxLengths: { headline: most } }).found
        .headline;
    expect([
      cut('Red shoes, blue', 12),
      cut('Red shoes', 9),
      cut('Incomprehensible', 6),
      cut('Red shoes', 4),
    ]).toEqual(['Red shoes…', 'Red shoes', 'Incom…', 'Red…']);
  });
  test('goes by the map: the first path that is there', () =>
    expect(
      discover(wanted, {}, facts, { map: { headline: ['siteName', 'title'], price: 'prices[0]' } }),
    ).toEqual({
      found: { headline: 'Shoes' },
      missing: ['price'],
    }));
});

describe('what comes next', () => {
  const now = new Date(1000);
  const step = (status: RunStep['status'], more: Partial<RunStep> = {}) =>
    ({ status, type: 'crawl_url', jobId: null, memo: null, notBefore: null, ...more }) as RunStep;
  const moves = (status: 'running' | 'failed' | 'cancelled', ...steps: RunStep[]) =>
    nextMove(status, steps, now).do;

  test.each<[string, ...RunStep[]]>([
    ['start', step('completed'), step('pending'), step('pending')],
    ['start', step('running')],
    ['look', step('running', { jobId: 'j' })],
    ['look', step('running', { memo: { polled: true } })],
    ['ask', step('skipped'), step('pending', { type: 'review' })],
    ['rest', step('waiting'), step('pending')],
    ['rest', step('pending', { notBefore: new Date(1001) })],
    ['start', step('pending', { notBefore: new Date(1000) })],
    ['give-up', step('failed'), step('pending')],
    ['finish', step('completed'), step('skipped')],
  ])('%s', (move, ...steps) => expect(moves('running', ...steps)).toBe(move));

  test('a run that is over rests, a cancelled one is cleared away', () =>
    expect([moves('failed', step('failed')), moves('cancelled', step('running', { jobId: 'j' }))]).toEqual([
      'rest',
      'clear-away',
    ]));
});

test('waits double up to ten minutes, a fifth more or less', () => {
  expect([1, 2, 3, 4, 10].map((retry) => retryWait(retry, 0.5))).toEqual([
    5000, 10_000, 20_000, 40_000, 600_000,
  ]);
  expect([retryWait(1, 0), retryWait(1, 1)]).toEqual([4000, 6000]);
});

test('a render step needs nothing before it', () => expect(issuesOf(definition([render]))).toEqual([]));
