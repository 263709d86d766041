import { outputKey } from './output-key.policy.js';
import { fitsOnePut, partCount, partSizeOf, sizeOfPart } from './part-size.policy.js';
import { effectivePrefix, prefixProblem, tidyPrefix } from './path-prefix.policy.js';
import { publicUrlOf } from './public-url.policy.js';
import { nextOutputTryIn } from './retry-outputs.policy.js';
import { regionOf } from './s3-endpoint.policy.js';
import { upstreamFacts, upstreamSentence } from './upstream-sentence.policy.js';

const MEBI = 2 ** 20;
const JOB = '018f6b1e-7c00-7000-8000-000000000002';

describe('T13 to T15: prefixes', () => {
  test.each([
    [undefined, ''],
    ['', ''],
    ['/', ''],
    ['renders', 'renders/'],
    ['renders/', 'renders/'],
    ['/a//b/', 'a/b/'],
  ])('%p is %p', (given, tidy) => expect(tidyPrefix(given)).toBe(tidy));

  test('the prefix of a render replaces that of the integration, or goes behind it when the operator says so', () => {
    expect(effectivePrefix('renders', undefined, 'override')).toBe('renders/');
    expect(effectivePrefix('renders', 'campaigns/summer-2026', 'override')).toBe('campaigns/summer-2026/');
    expect(effectivePrefix('renders', '', 'override')).toBe('');
    expect(effectivePrefix('renders/', 'campaigns/summer-2026', 'append')).toBe(
      'renders/campaigns/summer-2026/',
    );
    expect(effectivePrefix('renders', undefined, 'append')).toBe('renders/');
  });

  test.each(['..', 'a/../b', './a', 'a\\b', 'a\nb', 'x'.repeat(501)])('%p is refused', (prefix) =>
    expect(prefixProblem(prefix)).toEqual(expect.any(String)),
  );
  test.each(['', 'a', 'a/b/', 'été 2026/'])('%p is fine', (prefix) =>
    expect(prefixProblem(prefix)).toBeUndefined(),
  );
});

describe('keys', () => {
  test.each([
    ['renders/', 'My film (final).mp4', 0, `renders/My-film-final-${JOB}.mp4`],
    ['', 'Grüße.mp4', 0, `Gru-e-${JOB}.mp4`],
    ['a/', '日本.mp4', 1, `a/render-${JOB}-2.mp4`],
    ['a/', '../../etc/passwd', 0, `a/render-${JOB}.etcpasswd`],
    ['a/', '.mp4', 0, `a/mp4-${JOB}`],
  ])('%s + %s', (prefix, name, copy, key) => expect(outputKey(prefix, name, JOB, copy)).toBe(key));
});

describe('T9 to T12: public addresses', () => {
  const key = 'renders/a b/film.mp4';
  test.each([
    ['s3', { bucket: 'films' }, 'https://films.s3.us-east-1.amazonaws.com/renders/a%20b/film.mp4'],
    [
      's3',
      { bucket: 'films', region: 'eu-west-1' },
      'https://films.s3.eu-west-1.amazonaws.com/renders/a%20b/film.mp4',
    ],
    ['s3', { bucket: 'my.films' }, 'https://s3.us-east-1.amazonaws.com/my.films/renders/a%20b/film.mp4'],
    [
      's3',
      { bucket: 'films', endpoint: 'https://minio.example' },
      'https://minio.example/films/renders/a%20b/film.mp4',
    ],
    [
      'wasabi',
      { bucket: 'films', region: 'eu-central-1' },
      'https://s3.eu-central-1.wasabisys.com/films/renders/a%20b/film.mp4',
    ],
    ['gcs', { bucket: 'films' }, 'https://storage.googleapis.com/films/renders/a%20b/film.mp4'],
    [
      'azure',
      { azureAccountName: 'acc', azureContainerName: 'out' },
      'https://acc.blob.core.windows.net/out/renders/a%20b/film.mp4',
    ],
    [
      'r2',
      { bucket: 'b', publicUrl: 'https://cdn.example.com' },
      'https://cdn.example.com/renders/a%20b/film.mp4',
    ],
    [
      'r2',
      { bucket: 'b', publicUrl: 'https://cdn.example.com/' },
      'https://cdn.example.com/renders/a%20b/film.mp4',
    ],
    ['drive', {}, null],
  ] as const)('%s %j', (provider, config, url) => expect(publicUrlOf(provider, config, key)).toBe(url));

  test('B2 names its region in the endpoint', () => {
    expect(regionOf('b2', undefined, 'https://s3.eu-central-003.backblazeb2.com')).toBe('eu-central-003');
    expect(regionOf('r2', undefined, undefined)).toBe('auto');
    expect(regionOf('s3', undefined, undefined)).toBe('us-east-1');
  });
});

describe('parts', () => {
  test.each([1, 8 * MEBI + 1, 100 * MEBI, 6_000 * MEBI, 5 * 2 ** 40])(
    '%i bytes: few parts, none too small',
    (size) => {
      const part = partSizeOf(size);
      const count = partCount(size, part);
      expect(part).toBeGreaterThanOrEqual(5 * MEBI);
      expect(count).toBeLessThanOrEqual(500);
      const sum = Array.from({ length: count }, (_, i) => sizeOfPart(i + 1, size, part)).reduce(
        (a, b) => a + b,
        0,
      );
      expect(sum).toBe(size);
    },
  );
  test('small files go in one', () =>
    expect([fitsOnePut(8 * MEBI), fitsOnePut(8 * MEBI + 1)]).toEqual([true, false]));
});

test('tries of an output go on for about a day, further and further apart', () => {
  const waits: number[] = [];
  for (let n = 1, wait = nextOutputTryIn(n, 0.5); wait !== undefined; wait = nextOutputTryIn(++n, 0.5))
    waits.push(wait);
  expect(waits).toEqual([...waits].sort((a, b) => a - b));
  const hours = waits.reduce((a, b) => a + b, 0) / 3_600_000;
  expect([hours > 16, hours < 30]).toEqual([true, true]);
  expect(nextOutputTryIn(1, 0)).not.toBe(nextOutputTryIn(1, 1));
});

describe('sentences about failures', () => {
  const place = {
    what: 'the bucket "films"',
    credentials: 'accessKeyId, secretAccessKey',
    host: 's3.example',
  };
  const say = (error: unknown): string => upstreamSentence(upstreamFacts(error), place);
  const aws = (status: number, name: string) =>
    Object.assign(new Error('x'), { name, $metadata: { httpStatusCode: status } });

  test.each([
    [aws(404, 'NoSuchBucket'), /bucket "films" is not there/],
    [aws(403, 'AccessDenied'), /refused the access .*403 AccessDenied.*accessKeyId/],
    [aws(301, 'PermanentRedirect'), /another region/],
    [aws(503, 'SlowDown'), /try again later/],
    [{ statusCode: 404, code: 'ContainerNotFound' }, /is not there/],
    [{ response: { status: 400, data: { error: 'invalid_grant' } } }, /refused the access/],
    [
      Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }),
      /no answer from s3\.example \(ECONNREFUSED\)/,
    ],
    [
      new TypeError('fetch failed', { cause: Object.assign(new Error('x'), { code: 'ENOTFOUND' }) }),
      /ENOTFOUND/,
    ],
    [Object.assign(new Error('x'), { code: 'ERR_OSSL_UNSUPPORTED' }), /key in .* is not readable/],
    [new Error('10.0.0.1 is not a public address'), /FRAMEFARM_ALLOW_PRIVATE/],
  ])('%#', (error, sentence) => expect(say(error)).toMatch(sentence));

  test('nothing that a server says gets into them', () =>
    expect(say({ statusCode: 418, code: '<script>secret</script>', message: 'secret' })).not.toMatch(
      /secret<|script/,
    ));
});
