import { FakeAgent, eventually } from '../../fakes/fake-agent.js';
import { startTestCoordinator, type TestCoordinator } from '../../setup/coordinator.js';

jest.setTimeout(30_000);

/** More than any disk has: every one is "nearly full". */
const FULL = { FRAMEFARM_SPACE_RESERVE: '1000t' };
const scene = {
  name: 'Film',
  layers: [
    { type: 'composition', width: 640, height: 360, fps: 30, sourceDuration: 2 },
    { type: 'text', text: 'Hello' },
  ],
};
interface Refusal {
  error: string;
  details: { code: string; reason: string };
}
interface Detailed {
  status: string;
  services: Record<string, { status: string; error: string | null }>;
}

let roomy: TestCoordinator;
let farm: TestCoordinator;
let uploadUrl: string;
let jobId: string;
beforeAll(async () => {
  roomy = await startTestCoordinator();
  const announced = { json: { name: 'a.png', type: 'image' } };
  uploadUrl = (await roomy.call<{ uploadUrl: string }>('POST', '/v1/assets/upload-url', announced)).body
    .uploadUrl;
  jobId = (await submit(roomy, 'first')).body.jobId;
  await roomy.pause();
  farm = await startTestCoordinator({ resume: roomy, env: FULL });
});
afterAll(() => farm.stop());

const submit = (to: TestCoordinator, key: string) =>
  to.call<{ jobId: string } & Refusal>('POST', '/v1/render', {
    json: { videoJSON: scene },
    headers: { 'idempotency-key': key },
  });

test('a farm whose disk is nearly full takes no renders and no uploads, and says why', async () => {
  const upload = uploadUrl.replace(/^http:\/\/[^/]+/, farm.url);
  const tries = [
    await submit(farm, 'second'),
    await farm.call<Refusal>('POST', '/v1/assets/upload-url', { json: { name: 'b.png', type: 'image' } }),
    await farm.call<Refusal>('PUT', upload, {
      body: Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
      as: 'nobody',
    }),
  ];
  for (const { status, body } of tries) {
    expect([status, body.details.code, body.details.reason]).toEqual([503, 'unavailable', 'disk-full']);
    expect(body.error).toMatch(/takes no uploads and no renders.*disk is nearly full/);
  }
});

test('health names the disk, what is left and the setting', async () => {
  const { status, services } = (await farm.call<Detailed>('GET', '/health/detailed')).body;
  expect(status).toBe('degraded');
  expect(services.disk?.error).toMatch(/the disk of .* left, and .* kept free \(FRAMEFARM_SPACE_RESERVE\)/);
  expect((await farm.call('GET', '/health', { as: 'nobody' })).status).toBe(200);
});

test('what was accepted is still answered, rendered and read', async () => {
  expect(await submit(farm, 'first')).toMatchObject({ status: 200, body: { jobId } });
  const agent = await FakeAgent.ready({ url: farm.url, joinToken: farm.joinToken });
  await agent.finish(await eventually('the offer', () => agent.offers.find((one) => one.jobId === jobId)));
  const { body } = await farm.call<{ status: string; url: string }>('GET', `/v1/render/${jobId}`);
  expect(body.status).toBe('completed');
  expect((await fetch(body.url)).status).toBe(200);
  expect(
    (await farm.call('POST', '/v1/renditions/batch-delete', { as: 'bearer', json: { ids: [jobId] } })).status,
  ).toBe(200);
  agent.drop();
});
