import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { OrderOf } from '@farm/shared/wire';
import type { GrantDesk } from '../../../agent/src/executor/grant-desk.js';
import { AttemptDesk } from '../../../agent/src/executor/orders/attempt-desk.js';
import { runInspect } from '../../../agent/src/executor/orders/inspect.order.js';
import { FakeAgent, eventually, refOf } from '../../fakes/fake-agent.js';
import { startTestCoordinator, type TestCoordinator } from '../../setup/coordinator.js';
import { testTools } from '../../setup/samples.js';

interface Asset {
  id: string;
  duration: number | null;
  width: number | null;
  height: number | null;
  thumbnail_url: string | null;
  metadata: Record<string, unknown> | null;
}

jest.setTimeout(60_000);
const tools = testTools();
const font = createRequire(import.meta.url).resolve('@fontsource/inter/files/inter-latin-700-normal.woff2');
let farm: TestCoordinator;
let agent: FakeAgent;
let folder: string;
let seen = 0;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'framefarm-inspect-'));
  farm = await startTestCoordinator();
});
afterAll(async () => {
  agent.drop();
  await farm.stop();
  await rm(folder, { recursive: true, force: true });
});

async function made(name: string, ...args: string[]): Promise<Buffer> {
  const file = join(folder, name);
  execFileSync(tools.ffmpeg, ['-v', 'error', '-y', ...args, file]);
  return readFile(file);
}
async function upload(name: string, type: string, bytes: Buffer, more: object = {}): Promise<string> {
  const { body } = await farm.call<{ uploadUrl: string; path: string; assetId: string }>(
    'POST',
    '/v1/assets/upload-url',
    { json: { name, type } },
  );
  expect((await farm.call('PUT', body.uploadUrl, { body: bytes, as: 'nobody' })).status).toBe(200);
  const json = { name, type, storageKey: body.path, ...more };
  expect((await farm.call('POST', '/v1/assets', { json })).status).toBe(201);
  return body.assetId;
}
const look = async (id: string) => (await farm.call<{ asset: Asset }>('GET', `/v1/assets/${id}`)).body.asset;
const nextOrder = async (): Promise<OrderOf<'inspect'>> => {
  const order = await agent.offer(seen++);
  if (order.kind !== 'inspect') throw new Error(`a ${order.kind} order came`);
  return order;
};

/** What a real agent does with the order, in this process. */
async function inspect(order: OrderOf<'inspect'>) {
  const grants = {
    upload: async (files: object[]) => {
      const ack = await agent.ask('grants.upload', { ...refOf(order), files: files as never });
      if (!ack.ok) throw new Error(ack.message);
      return ack.grants;
    },
    input: () => Promise.resolve([]),
  } as unknown as GrantDesk;
  const settings = {
    coordinator: farm.url,
    tools,
    capabilities: {} as never,
    cores: 1,
    stallSeconds: 60,
    cacheDir: join(folder, 'cache'),
    cacheLimit: 10 ** 9,
    allowPrivate: [],
  };
  const work = await mkdtemp(join(folder, 'work-'));
  return runInspect(order, new AttemptDesk(order, work, settings, grants, () => undefined));
}
async function inspected(name: string, type: string, bytes: Buffer, more: object = {}): Promise<Asset> {
  const id = await upload(name, type, bytes, more);
  const order = await nextOrder();
  expect(order).toMatchObject({ type, engine: 'io', sources: { file: { type: 'asset', assetId: id } } });
  expect(await agent.done(order, await inspect(order))).toMatchObject({ ok: true, applied: true });
  return look(id);
}
async function thumbnail(asset: Asset): Promise<{ width: number; height: number }> {
  const reply = await fetch(asset.thumbnail_url ?? '');
  expect(reply.status).toBe(200);
  expect(reply.headers.get('content-type')).toBe('image/jpeg');
  const file = join(folder, 'seen.jpg');
  await writeFile(file, Buffer.from(await reply.arrayBuffer()));
  const args = ['-v', 'error', '-show_entries', 'stream=width,height', '-of', 'json', file];
  const [stream] = (
    JSON.parse(execFileSync(tools.ffprobe, args, { encoding: 'utf8' })) as {
      streams: [{ width: number; height: number }];
    }
  ).streams;
  return { width: stream.width, height: stream.height };
}

test('without an agent an asset is as usable as ever; the first agent looks at it', async () => {
  const png = await made('early.png', '-f', 'lavfi', '-i', 'color=red:s=1200x600', '-frames:v', '1');
  const id = await upload('early.png', 'image', png);
  expect(await look(id)).toMatchObject({ width: null, thumbnail_url: null });
  agent = await FakeAgent.ready({
    url: farm.url,
    joinToken: farm.joinToken,
    slots: [{ engine: 'io', count: 4 }],
  });
  const order = await nextOrder();
  expect(await agent.done(order, await inspect(order))).toMatchObject({ applied: true });
  const asset = await look(id);
  expect(asset).toMatchObject({ width: 1200, height: 600, duration: null });
  expect(await thumbnail(asset)).toEqual({ width: 480, height: 240 });
});

test('a film: length, size, codecs, sound, and one of its pictures', async () => {
  const film = await made(
    'clip.mp4',
    ...['-f', 'lavfi', '-i', 'testsrc2=s=320x180:r=30:d=2.5', '-f', 'lavfi', '-i', 'sine=d=2.5'],
    ...['-pix_fmt', 'yuv420p', '-c:v', 'libx264', '-c:a', 'aac'],
  );
  const asset = await inspected('clip.mp4', 'video', film);
  expect(asset).toMatchObject({ duration: 3, width: 320, height: 180 });
  expect(asset.metadata).toMatchObject({
    duration: 2.5,
    videoCodec: 'h264',
    fps: 30,
    rotation: 0,
    hasAlpha: false,
    audioCodec: 'aac',
    hasAudio: true,
  });
  expect(await thumbnail(asset)).toEqual({ width: 320, height: 180 });
});

test('a sound: its length, and a picture of its wave', async () => {
  const tone = await made('tone.wav', '-f', 'lavfi', '-i', 'sine=d=1.2:r=44100');
  const asset = await inspected('tone.wav', 'audio', tone);
  expect(asset).toMatchObject({ duration: 1, width: null, height: null });
  expect(asset.metadata).toMatchObject({
    duration: 1.2,
    audioCodec: 'pcm_s16le',
    sampleRate: 44100,
    channels: 1,
  });
  expect(await thumbnail(asset)).toEqual({ width: 480, height: 120 });
});

test('a font says its family and weight; a drawing its size', async () => {
  const asset = await inspected('inter.woff2', 'font', await readFile(font));
  expect(asset.metadata).toMatchObject({ family: 'Inter', weight: 700, style: 'normal' });
  expect(asset.thumbnail_url).toBeNull();
  const svg = Buffer.from(
    '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"><rect width="40" height="20"/></svg>',
  );
  const drawing = await inspected('a.svg', 'image', svg);
  expect(drawing).toMatchObject({ width: 40, height: 20 });
  expect(await thumbnail(drawing)).toEqual({ width: 40, height: 20 });
});

test('what the customer said wins over what was measured', async () => {
  const tone = await made('said.wav', '-f', 'lavfi', '-i', 'sine=d=1:r=48000');
  const asset = await inspected('said.wav', 'audio', tone, { duration: 7, metadata: { channels: 'two' } });
  expect(asset.duration).toBe(7);
  expect(asset.metadata).toMatchObject({ duration: 7, channels: 'two', sampleRate: 48000 });
});

test('a file that is nothing gets a sentence, and stays', async () => {
  const id = await upload('broken.mp4', 'video', Buffer.from([0, 1, 2, 3, 4, 5, 6, 7]));
  const order = await nextOrder();
  await expect(inspect(order)).rejects.toThrow(/The asset: the file is no media/);
  await agent.fail(order, 'source-undecodable', 'The asset: the file is no media that can be read.');
  const asset = await eventually('the sentence', async () => {
    const found = await look(id);
    return found.metadata?.inspection ? found : undefined;
  });
  expect(asset.metadata).toMatchObject({ inspection: { error: expect.stringMatching(/no media/) } });
  expect((await farm.call('GET', `/v1/assets/${id}/proxy`)).status).toBe(200);
});

test('a deleted asset takes its thumbnail along, also when an agent is late', async () => {
  const png = await made('gone.png', '-f', 'lavfi', '-i', 'color=blue:s=64x64', '-frames:v', '1');
  const { id, thumbnail_url: url } = await inspected('gone.png', 'image', png);
  await farm.call('DELETE', `/v1/assets/${id}`);
  expect((await farm.call('GET', url ?? '', { as: 'nobody' })).status).toBe(404);

  const late = await upload('late.png', 'image', Buffer.concat([png, Buffer.from('x')]));
  const order = await nextOrder();
  const result = await inspect(order);
  await farm.call('DELETE', `/v1/assets/${late}`);
  expect(await agent.done(order, result)).toMatchObject({ applied: true });
});

test('nobody sees these jobs', async () => {
  const { body } = await farm.call<{ renders: unknown[] }>('GET', '/v1/render');
  expect(JSON.stringify(body)).not.toContain('inspection');
});
