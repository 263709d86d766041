import { IntegrationsService } from '../../../coordinator/src/destinations/index.js';
import { FakeAgent, eventually } from '../../fakes/fake-agent.js';
import { FakeReceiver } from '../../fakes/fake-receiver.js';
import { startTestCoordinator, type TestCoordinator } from '../../setup/coordinator.js';

interface ToolJob {
  id: string;
  jobId: string;
  status: string;
  stage: string;
  mode: string;
  progress: { done: number; total: number; percent: number };
  outputKey?: string;
  url?: string;
  error?: string;
  outputs: unknown[];
  warnings: { code: string; message: string }[];
}
interface Refusal {
  error: string;
  details: { code: string; issues?: { path: string; message: string }[] };
}

const INPUT = 'https://media.example/My%20clip.mp4?token=1';
const NO_JOB = '018f6b1e-7c00-7000-8000-000000000003';

jest.setTimeout(60_000);

describe('/v1/tools', () => {
  let farm: TestCoordinator;
  let agent: FakeAgent | undefined;

  beforeAll(async () => {
    farm = await startTestCoordinator({ env: { FRAMEFARM_ALLOW_PRIVATE: '127.0.0.1' } });
  });
  const open: string[] = [];
  /** A later test's agent must not be kept busy by jobs of an earlier one. */
  afterEach(async () => {
    for (const id of open.splice(0)) await farm.call('POST', `/v1/tools/jobs/${id}/cancel`);
    agent?.drop();
    agent = undefined;
  });
  afterAll(() => farm.stop());

  const post = <T = ToolJob>(tool: string, json: unknown, headers: Record<string, string> = {}) =>
    farm.call<T>('POST', `/v1/tools/${tool}/jobs`, { json, headers });
  const read = (id: string) => farm.call<ToolJob>('GET', `/v1/tools/jobs/${id}`);
  const submit = async (tool = 'trim-video', config: unknown = { startTime: 1, endTime: 3 }, more = {}) => {
    const { status, body } = await post(tool, { inputUrl: INPUT, config, ...more });
    expect([status, body]).toEqual([202, expect.objectContaining({ jobId: expect.any(String) as string })]);
    open.push(body.jobId);
    return body.jobId;
  };
  const orderOf = async (id: string) => {
    agent ??= await FakeAgent.ready({ url: farm.url, joinToken: farm.joinToken });
    const order = await eventually('the order', () => agent?.offers.find((one) => one.jobId === id));
    if (order.kind !== 'tool') throw new Error(`a ${order.kind} order came`);
    return order;
  };

  test('a job is taken with 202, in the words of tools, without a null', async () => {
    const { status, body, text } = await post('trim-video', {
      inputUrl: INPUT,
      config: { start: 1, end: 3 },
    });
    open.push(body.jobId);
    expect(status).toBe(202);
    expect(body).toMatchObject({
      id: body.jobId,
      jobId: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-7/) as string,
      status: 'processing',
      stage: 'processing',
      mode: 'native',
      progress: { done: 0, percent: 0 },
      outputs: [],
    });
    expect(text).not.toContain('null');
    for (const absent of ['url', 'outputKey', 'error']) expect(body).not.toHaveProperty(absent);
    expect((await read(body.jobId)).body).toEqual(body);
  });

  test('a key or a token opens the routes; nothing does not', async () => {
    const call = (as: 'bearer' | 'nobody') =>
      farm.call<ToolJob>('POST', '/v1/tools/mute/jobs', { json: { inputUrl: INPUT, config: [] }, as });
    const { status, body } = await call('bearer');
    open.push(body.jobId);
    expect([status, (await call('nobody')).status]).toEqual([202, 401]);
    expect((await farm.call('GET', '/v1/tools', { as: 'nobody' })).status).toBe(401);
  });

  test('the agent gets the plan with its sources, and the file has the name of its kind', async () => {
    const id = await submit('extract-audio', { format: 'mp3' });
    const order = await orderOf(id);
    expect(order).toMatchObject({
      engine: 'cpu',
      plan: { tool: 'extract-audio', operation: { op: 'extract-audio', bitrate: null }, format: 'mp3' },
      sources: { input: { type: 'url', url: INPUT } },
      inputs: [{ key: 'input' }],
    });
    const master = { fileName: 'master.mp3', contentType: 'audio/mpeg' };
    await agent?.done(order, await (agent as FakeAgent).upload(order, 'sound', master));
    const { body } = await read(id);
    expect(body).toMatchObject({
      status: 'completed',
      stage: 'completed',
      progress: { percent: 100 },
      outputKey: expect.stringMatching(/\/master\.mp3$/) as string,
      url: expect.stringContaining(farm.url) as string,
    });
    expect(body.progress.done).toBe(body.progress.total);
    expect(body).not.toHaveProperty('error');
    const redirect = await farm.call('GET', `/v1/tools/jobs/${id}/download`);
    expect(redirect.status).toBe(302);
    const file = await farm.call('GET', redirect.headers.get('location') ?? '', { as: 'nobody' });
    expect([file.status, file.text, file.headers.get('content-type')]).toEqual([200, 'sound', 'audio/mpeg']);
    expect(file.headers.get('content-disposition')).toContain('My clip-extract-audio.mp3');
  });

  test('what runs is rendering, what fails says why', async () => {
    const id = await submit();
    const order = await orderOf(id);
    await agent?.beat([{ order, percent: 40 }]);
    expect((await read(id)).body).toMatchObject({
      status: 'rendering',
      stage: 'rendering',
      progress: { done: 40, total: 100, percent: 40 },
    });
    await agent?.fail(order, 'unsupported', 'The input has no picture; use a video file.');
    expect((await read(id)).body).toMatchObject({
      status: 'failed',
      stage: 'failed',
      error: 'The input has no picture; use a video file.',
      failureCode: 'unsupported',
    });
    open.pop();
  });

  test('a cancelled job is failed, because clients wait for nothing else', async () => {
    const id = await submit();
    open.pop();
    const { status, body } = await farm.call<ToolJob>('POST', `/v1/tools/jobs/${id}/cancel`);
    expect([status, body.status, body.stage]).toEqual([200, 'failed', 'failed']);
    expect((await read(id)).body.error).toBe('The job was cancelled.');
    expect((await farm.call('POST', `/v1/tools/jobs/${id}/cancel`)).status).toBe(409);
  });

  test('tool jobs are not among the renders, renders not among the tool jobs', async () => {
    const id = await submit();
    const { body } = await farm.call<{ id: string }[]>('GET', '/v1/render?limit=50');
    expect(body.map((one) => one.id)).not.toContain(id);
    const videoJSON = { name: 'x', layers: [{ type: 'text', text: 'x', duration: 1 }] };
    const render = await farm.call<{ jobId: string }>('POST', '/v1/render', { json: { videoJSON } });
    expect((await read(render.body.jobId)).status).toBe(404);
    await farm.call('POST', `/v1/render/${render.body.jobId}/cancel`);
  });

  test('own assets are read by grant; those of others are no assets', async () => {
    const upload = await farm.call<{ uploadUrl: string; assetUrl: string; path: string; assetId: string }>(
      'POST',
      '/v1/assets/upload-url',
      { json: { filename: 'Holiday.mp4', type: 'video', contentType: 'video/mp4' } },
    );
    const { uploadUrl, assetUrl, path, assetId } = upload.body;
    const head = Buffer.from('0000001c667479706d703432', 'hex');
    await farm.call('PUT', uploadUrl, { body: new Uint8Array(head), as: 'nobody' });
    const registered = { id: assetId, name: 'Holiday.mp4', type: 'video', storage_key: path };
    await farm.call('POST', '/v1/assets', { json: registered });
    const { status, body } = await post('mute', { inputUrl: assetUrl, config: null });
    open.push(body.jobId);
    expect(status).toBe(202);
    const order = await orderOf(body.jobId);
    expect(order.sources).toEqual({ input: { type: 'asset', assetId, name: 'Holiday.mp4' } });
    expect(order.inputs[0]?.grant?.url).toBeDefined();
    const strange = assetUrl.replace(assetId, NO_JOB);
    const refused = await post<Refusal>('mute', { inputUrl: strange, config: {} });
    expect([refused.status, refused.body.error]).toEqual([
      400,
      expect.stringMatching(/^inputUrl is a URL of this farm, but no uploaded asset/) as string,
    ]);
  });

  test('the webhook is called', async () => {
    const receiver = await FakeReceiver.open();
    try {
      const id = await submit('mute', {}, { webhookUrl: receiver.url('/hook') });
      const order = await orderOf(id);
      await agent?.finish(order);
      const call = await eventually('the call', () => receiver.at('/hook')[0]);
      expect(call.payload).toMatchObject({ event: 'render.completed', jobId: id });
    } finally {
      await receiver.close();
    }
  });

  test('the same Idempotency-Key answers the same job', async () => {
    const body = { inputUrl: INPUT, config: {} };
    const key = { 'idempotency-key': 'tools-1' };
    const first = await post('mute', body, key);
    open.push(first.body.jobId);
    expect((await post('mute', body, key)).body.jobId).toBe(first.body.jobId);
    expect((await post('mute', { ...body, duration: 1 }, key)).status).toBe(409);
  });

  test.each([
    ['speed', {}, 'config.speed must be a number (it is missing)'],
    ['crop', { width: 'wide', height: 2 }, 'config.width must be a number (got "wide")'],
    ['trim', 'x', 'config must be an object such as {"startTime":1,"endTime":3}'],
  ])('%s with the config %j: 400 with the path', async (tool, config, sentence) => {
    const { status, body } = await post<Refusal>(tool, { inputUrl: INPUT, config });
    expect(status).toBe(400);
    expect(body.error).toBe(`${sentence}.`);
    expect(body.details.issues?.[0]?.path).toMatch(/^config/);
  });

  test.each([
    [undefined, /^inputUrl is missing/],
    ['blob:https://site.example/1', /^inputUrl is a blob: URL, which the farm cannot read/],
    ['file:///etc/passwd', /^inputUrl is a file: URL/],
    ['clip.mp4', /^inputUrl is not a URL/],
    ['http://10.0.0.1/clip.mp4', /^inputUrl points to "10.0.0.1", an address on a private network/],
    ['http://169.254.169.254/latest', /private network/],
    ['http://[::1]/x.mp4', /private network/],
    ['http://printer.local/x.mp4', /private network/],
  ])('the input %s is refused', async (inputUrl, sentence) => {
    const { status, body } = await post<Refusal>('mute', { inputUrl, config: {} });
    expect(status).toBe(400);
    expect(body.error).toMatch(sentence);
  });

  test.each([
    [{ duration: -1 }, 'duration'],
    [{ dimensions: { width: 0, height: 10 } }, 'dimensions'],
    [{ webhookUrl: 'ftp://x.example' }, 'webhookUrl'],
    [{ webhookUrl: 'http://192.168.0.1/' }, 'webhookUrl'],
  ])('%j is refused', async (more, path) => {
    const { status, body } = await post<Refusal>('mute', { inputUrl: INPUT, config: {}, ...more });
    expect([status, body.details.issues?.map((issue) => issue.path)]).toEqual([400, [path]]);
  });

  test('second addresses are judged too', async () => {
    const { body } = await post<Refusal>('merge', { inputUrl: INPUT, config: { inputUrls: ['file:///x'] } });
    expect(body.error).toMatch(/^config\.inputUrls\[0\] is a file: URL/);
  });

  test('hints and strangers beside them are taken', async () => {
    const hints = { duration: 12.5, dimensions: { width: 1280, height: 720 }, size: 1, contentType: 'x' };
    const order = await orderOf(await submit('mute', {}, hints));
    expect(order.plan.hints).toEqual({ duration: 12.5, width: 1280, height: 720 });
  });

  test('a typing mistake is a warning', async () => {
    const id = await submit('trim', { startTime: 1, endTme: 2 });
    expect((await read(id)).body.warnings).toMatchObject([{ code: 'unknown-config' }]);
  });

  test.each(['teleport-video', 'trim-vide', '__proto__', 'constructor'])(
    'the tool %s is a 404',
    async (tool) => {
      expect((await post(tool, { inputUrl: INPUT, config: {} })).status).toBe(404);
    },
  );

  test.each([NO_JOB, 'not-an-id'])('the job %s is a 404', async (id) => {
    expect((await read(id)).status).toBe(404);
    expect((await farm.call('GET', `/v1/tools/jobs/${id}/download`)).status).toBe(404);
  });

  test('there is nothing to download before the end', async () => {
    const id = await submit();
    const { status, body } = await farm.call<Refusal>('GET', `/v1/tools/jobs/${id}/download`);
    expect([status, body.details.code]).toEqual([404, 'not-ready']);
  });

  test('drawn tools say so', async () => {
    const srt = '1\n00:00:00,000 --> 00:00:01,000\nHi\n';
    const { body } = await post('burn-subtitles', { inputUrl: INPUT, config: { srt } });
    open.push(body.jobId);
    expect([body.mode, (await read(body.jobId)).body.mode]).toEqual(['render', 'render']);
  });

  test('the result goes to the default destination, under the name of its kind', async () => {
    const integrations = farm.app.get(IntegrationsService);
    const { workspaceId } = farm.credentials;
    const config = { endpoint: farm.url, bucket: 'films', accessKeyId: 'a', secretAccessKey: 'b' };
    const { id: integration } = await integrations.create(workspaceId, {
      provider: 's3',
      name: 'films',
      config,
      isDefault: true,
    });
    const slots = [
      { engine: 'cpu' as const, count: 1 },
      { engine: 'io' as const, count: 4 },
    ];
    agent = await FakeAgent.ready({ url: farm.url, joinToken: farm.joinToken, slots });
    const id = await submit('extract-audio', { format: 'mp3' });
    const order = await orderOf(id);
    const master = { fileName: 'master.mp3', contentType: 'audio/mpeg' };
    await agent.done(order, await agent.upload(order, 'sound', master));
    const delivery = await eventually('the delivery', () =>
      agent?.offers.find((one) => one.jobId === id && one.kind === 'deliver'),
    );
    expect(delivery).toMatchObject({
      file: { fileName: 'My clip-extract-audio.mp3', contentType: 'audio/mpeg', sizeBytes: 5 },
    });
    expect((await read(id)).body).toMatchObject({
      status: 'rendering',
      stage: 'uploading',
      outputs: [{ provider: 's3', status: 'pending', integration_id: integration }],
    });
    await integrations.remove(workspaceId, integration);
  });

  test('the catalogue names every tool with its schema', async () => {
    const { body } = await farm.call<{ tools: { id: string; configSchema: object }[] }>('GET', '/v1/tools');
    expect(body.tools).toHaveLength(16);
    expect(body.tools.find(({ id }) => id === 'change-video-speed')).toMatchObject({
      configSchema: { type: 'object', properties: { speed: { type: 'number' } }, required: ['speed'] },
      configAliases: { factor: 'speed' },
    });
  });
});
