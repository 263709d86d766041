import { parseOwnOutputUrl } from './own-output-url.policy.js';

const W = '018f6b1e-7c00-7000-8000-000000000001';
const J = '018f6b1e-7c00-7000-8000-000000000002';
const A = '018f6b1e-7c00-7000-8000-000000000003';
const KEY = `outputs/${W}/${J}/${A}/master.mp4`;

test.each([
  `http://127.0.0.1:3000/files/${KEY}?expires=1&sig=x`,
  `https://bucket.s3.example/${KEY}#t`,
  `https://minio.example/bucket/${KEY.toUpperCase().replace('OUTPUTS', 'outputs').replace('MASTER.MP4', 'master%2Emp4')}`,
])('%s', (url) => expect(parseOwnOutputUrl(url)).toMatchObject({ workspaceId: W, jobId: J }));

test('the key is that of the storage', () =>
  expect(parseOwnOutputUrl(`https://x.example/files/${KEY}`)?.key).toBe(KEY));

test.each([
  `ftp://x/${KEY}`,
  `https://x.example/outputs/${W}/${J}/master.mp4`,
  `https://x.example/${KEY}/more`,
  KEY,
])('%s is none', (url) => expect(parseOwnOutputUrl(url)).toBeUndefined());
