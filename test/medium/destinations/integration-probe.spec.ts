import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { call, folder, GOOD, make, server, useFarm, type Verdict } from './integrations.support.js';

useFarm();

describe('T30: test', () => {
  const objects = async (): Promise<string[]> =>
    (await readdir(join(folder, 'films'), { recursive: true })).filter((name) => name.endsWith('_object'));

  test('writes and deletes a real object', async () => {
    const { id } = await make('s3', { ...server, pathPrefix: 'deep/er' });
    const reply = await call<Verdict>('POST', `/v1/integrations/${id}/test`);
    expect([reply.status, reply.body]).toEqual([200, { success: true, error: null }]);
    expect(await objects()).toEqual([]);
  });

  test.each([
    ['a bucket that is not there', { bucket: 'nowhere' }, /bucket "nowhere" is not there/],
    ['nobody listens', { endpoint: 'http://127.0.0.1:9' }, /no answer from 127\.0\.0\.1:9/],
    ['an address that is not public', { endpoint: 'http://10.255.255.1:9000' }, /not a public address/],
    ['the metadata service', { endpoint: 'http://169.254.169.254' }, /not a public address/],
    ['loopback by another name', { endpoint: 'http://[::1]:9000' }, /not a public address/],
  ])('%s: 200 with a sentence', async (_name, change, sentence) => {
    const { id } = await make('s3', { ...server, ...change });
    const reply = await call<Verdict>('POST', `/v1/integrations/${id}/test`);
    expect([reply.status, reply.body]).toEqual([
      200,
      { success: false, error: expect.stringMatching(sentence) },
    ]);
  });

  test('Azure does not go round the guard either', async () => {
    const { id } = await make('azure', { ...GOOD.azure, endpoint: 'http://10.255.255.1:10000/films' });
    expect((await call<Verdict>('POST', `/v1/integrations/${id}/test`)).body).toEqual({
      success: false,
      error: expect.stringMatching(/not a public address/),
    });
  });

  test('Drive that was never connected says what to do', async () => {
    const { id } = await make('drive', {});
    expect((await call<Verdict>('POST', `/v1/integrations/${id}/test`)).body).toEqual({
      success: false,
      error: expect.stringMatching(/Drive is not (set up|connected)/),
    });
  });
});
