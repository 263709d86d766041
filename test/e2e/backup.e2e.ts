import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import {
  createWriteStream,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pipeline } from 'node:stream/promises';
import { extract, pack } from 'tar-stream';
import { S3Server } from '../fakes/s3-server.js';
import { FarmDaemons, filesBelow, until, type RenderStatus } from './farm-daemons.js';

jest.setTimeout(90_000);

/**
 * `framefarm backup` of a farm that runs and keeps its files apart (FRAMEFARM_FILES), and `framefarm restore` into a folder
 * where it goes on.
 */

const FRAMEFARM = join(import.meta.dirname, '../../bin/framefarm');
const TOKEN = 'token-of-the-first-owner';
const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
const env = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !name.startsWith('FRAMEFARM_') && name !== 'DATABASE_URL'),
);

interface Saved {
  path: string;
  tables: number;
  files: number;
  running: boolean;
  hasMasterKey: boolean;
}
interface Ended {
  code: number;
  stdout: string;
  stderr: string;
}
const runWith = (more: Record<string, string>, ...args: string[]): Promise<Ended> =>
  new Promise((resolve) => {
    execFile(process.execPath, [FRAMEFARM, ...args], { env: { ...env, ...more } }, (error, stdout, stderr) =>
      resolve({ code: error ? Number(error.code ?? -1) : 0, stdout, stderr }),
    );
  });
const run = (...args: string[]): Promise<Ended> => runWith({}, ...args);

/** Where the farm keeps its files: apart from its data folder. */
let files: { FRAMEFARM_FILES: string };
let farm: FarmDaemons;
let s3: S3Server;
let archive: string;
let film: { id: string; sha256: string };
let integrationId: string;
let apiKey: string;
beforeAll(async () => {
  s3 = await S3Server.start({ buckets: ['films'] });
  files = { FRAMEFARM_FILES: mkdtempSync(join(tmpdir(), 'framefarm-files-')) };
  farm = await FarmDaemons.start({
    ...files,
    FRAMEFARM_ALLOW_PRIVATE: '127.0.0.1',
    FRAMEFARM_BOOTSTRAP_TOKEN: TOKEN,
  });
  archive = join(farm.folder, 'saved.tar');
  apiKey = (JSON.parse(readFileSync(join(farm.data, 'credentials.json'), 'utf8')) as { apiKey: string })
    .apiKey;
  const { accessKeyId, secretAccessKey, region } = s3.keys;
  const config = { endpoint: s3.url, bucket: 'films', accessKeyId, secretAccessKey, region };
  const made = { provider: 's3', name: 'films', config };
  const stored = await farm.call<{ integration: { id: string } }>('POST', '/v1/integrations', made, TOKEN);
  integrationId = stored.integration.id;
  const layers = [
    { type: 'composition', width: 160, height: 90, fps: 25, sourceDuration: 1 },
    { type: 'text', text: 'Kept' },
  ];
  const { jobId } = await farm.call<{ jobId: string }>('POST', '/v1/render', {
    videoJSON: { name: 'kept', layers },
  });
  const { url } = await until('the render completes', async () => {
    const status = await farm.status(jobId);
    if (status?.status === 'failed') throw new Error(`${status.error}\n${farm.log('agent')}`);
    return status?.status === 'completed' ? status : undefined;
  });
  film = { id: jobId, sha256: sha256(Buffer.from(await (await fetch(url ?? '')).arrayBuffer())) };
  // As when a clock was set back, or the folder is on a machine whose clock is ahead.
  const later = Date.now() / 1000 + 3600;
  for (const path of filesBelow(files.FRAMEFARM_FILES))
    utimesSync(join(files.FRAMEFARM_FILES, path), later, later);
});
afterAll(async () => {
  await farm.stop();
  await s3.stop();
  rmSync(files.FRAMEFARM_FILES, { recursive: true, force: true });
});

test('a farm that runs is saved into one archive that only its owner may read', async () => {
  const { code, stdout, stderr } = await runWith(files, 'backup', archive, '--data', farm.data, '--json');
  expect([code, stderr]).toEqual([0, '']);
  expect(JSON.parse(stdout) as Saved).toMatchObject({ path: archive, running: true, hasMasterKey: true });
  expect(statSync(archive).mode & 0o777).toBe(0o600);
  expect(readdirSync(farm.folder).filter((name) => name.startsWith('saved'))).toEqual(['saved.tar']);
  expect(await runWith(files, 'backup', archive, '--data', farm.data)).toMatchObject({
    code: 73,
    stderr: expect.stringMatching(/is there already/),
  });
});

test('other settings than the coordinator’s would save a farm without its files: refused', async () => {
  const refused = async (more: Record<string, string>, sentence: RegExp): Promise<void> =>
    expect(await runWith(more, 'backup', join(farm.folder, 'none.tar'), '--data', farm.data)).toMatchObject({
      code: 78,
      stderr: expect.stringMatching(sentence),
    });
  const other = join(farm.folder, 'files-of-another-farm');
  mkdirSync(other);
  writeFileSync(join(other, '.farm-files'), 'another mark\n');
  await refused({}, /files of this farm are not in .*same FRAMEFARM_STORAGE and FRAMEFARM_FILES/);
  await refused({ FRAMEFARM_FILES: other }, /not in .*files-of-another-farm/);
  await refused({ FRAMEFARM_STORAGE: 's3' }, /keeps the files of this farm in a folder/);
  expect(readdirSync(farm.folder)).not.toContain('none.tar');
});

test('restored into a new folder it is the same farm: render, file, key and sealed credentials', async () => {
  // What happens to the old farm afterwards is no matter.
  await farm.call('POST', '/v1/renditions/batch-delete', { ids: [film.id] }, TOKEN);
  const data = join(farm.folder, 'restored');
  const back = await run('restore', archive, '--data', data);
  expect([back.code, back.stderr]).toEqual([0, '']);
  const second = await started(data);
  try {
    const call = async (method: string, path: string, headers: Record<string, string>): Promise<unknown> => {
      const answer = await fetch(`${second.url}${path}`, { method, headers });
      if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
      return answer.json();
    };
    const status = (await call('GET', `/v1/render/${film.id}`, { 'x-api-key': apiKey })) as RenderStatus;
    expect(status.status).toBe('completed');
    expect(sha256(Buffer.from(await (await fetch(status.url ?? '')).arrayBuffer()))).toBe(film.sha256);
    const bearer = { authorization: `Bearer ${TOKEN}` };
    const tested = await call('POST', `/v1/integrations/${integrationId}/test`, bearer);
    expect(tested).toMatchObject({ success: true });
  } finally {
    const gone = once(second.process, 'exit');
    second.process.kill('SIGTERM');
    await gone;
  }
  // Its database stopped cleanly and is saved while the farm is down.
  const again = await run('backup', join(farm.folder, 'again.tar'), '--data', data, '--json');
  const { running, files: count } = JSON.parse(again.stdout) as Saved;
  expect([again.code, running, count]).toEqual([0, false, filesBelow(join(data, 'files')).length]);
});

test('a folder with something in it is refused; --force moves that aside', async () => {
  const data = join(farm.folder, 'taken');
  mkdirSync(data);
  writeFileSync(join(data, 'mine.txt'), 'mine');
  expect(await run('restore', archive, '--data', data)).toMatchObject({
    code: 73,
    stderr: expect.stringMatching(/not empty.*--force/),
  });
  expect(readdirSync(data)).toEqual(['mine.txt']);
  const apart = join(data, 'apart');
  mkdirSync(apart);
  writeFileSync(join(apart, 'mine.mp4'), 'mine too');
  const settings = { FRAMEFARM_FILES: apart };
  expect(await runWith(settings, 'restore', archive, '--data', data, '--force')).toMatchObject({ code: 0 });
  const asideIn = (folder: string): string =>
    join(folder, readdirSync(folder).find((name) => name.startsWith('before-restore-')) ?? '');
  expect(readFileSync(join(asideIn(data), 'mine.txt'), 'utf8')).toBe('mine');
  expect(readFileSync(join(asideIn(apart), 'mine.mp4'), 'utf8')).toBe('mine too');
  expect(readdirSync(data)).toEqual(expect.arrayContaining(['postgres', 'secret.key', 'join-token']));
  expect(readdirSync(data)).not.toContain('files');
  expect(filesBelow(join(apart, 'outputs')).length).toBeGreaterThan(0);
  expect(await run('restore', archive, '--data', farm.data, '--force')).toMatchObject({
    code: 78,
    stderr: expect.stringMatching(/Another coordinator/),
  });
});

describe('an archive that is not whole is refused, and the folder stays empty', () => {
  const refused = async (path: string, sentence: RegExp): Promise<void> => {
    const data = join(farm.folder, 'refused');
    expect(await run('restore', path, '--data', data)).toMatchObject({
      code: 66,
      stderr: expect.stringMatching(sentence),
    });
    expect(readdirSync(data)).toEqual([]);
  };
  test('cut short', async () => {
    const cut = join(farm.folder, 'cut.tar');
    writeFileSync(cut, readFileSync(archive));
    truncateSync(cut, Math.floor(statSync(archive).size / 2));
    await refused(cut, /no whole backup/);
  });
  test('another byte in a file', async () => {
    const changed = await rewritten('changed.tar', (name, bytes) =>
      name === 'secret.key' ? Buffer.from(bytes.map((byte, at) => (at === 0 ? byte ^ 1 : byte))) : bytes,
    );
    await refused(changed, /secret\.key is not what was saved/);
  });
  test('of a newer framefarm', async () => {
    const newer = await rewritten('newer.tar', (name, bytes) => {
      if (name !== 'manifest.json') return bytes;
      const manifest = JSON.parse(String(bytes)) as { migrations: string[]; version: string };
      return Buffer.from(
        JSON.stringify({ ...manifest, version: '9.0.0', migrations: [...manifest.migrations, 'Later9999'] }),
      );
    });
    await refused(newer, /newer framefarm \(9\.0\.0\).*Later9999.*Update/);
  });
  test('not there, or something else', async () => {
    const other = join(farm.folder, 'other.tar');
    writeFileSync(other, 'no archive at all');
    await refused(other, /no whole backup/);
    await refused(join(farm.folder, 'nothing.tar'), /There is no backup/);
  });
});

test('a folder without a farm is 66', async () => {
  expect(await run('backup', '--data', join(farm.folder, 'nowhere'))).toMatchObject({
    code: 66,
    stderr: expect.stringMatching(/There is no farm/),
  });
});

async function started(data: string): Promise<{ url: string; process: ChildProcess }> {
  const child = spawn(process.execPath, [FRAMEFARM, 'coordinator', '--port', '0', '--data', data], {
    env: {
      ...env,
      FRAMEFARM_LOG_LEVEL: 'error',
      FRAMEFARM_ALLOW_PRIVATE: '127.0.0.1',
      FRAMEFARM_BOOTSTRAP_TOKEN: TOKEN,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  for await (const line of createInterface({ input: child.stdout })) {
    const url = /^Framefarm ready: (\S+)/.exec(line)?.[1];
    if (url) return { url, process: child };
  }
  throw new Error('the coordinator ended before it was ready');
}

/** The archive again, with other bytes in it. */
async function rewritten(name: string, change: (name: string, bytes: Buffer) => Buffer): Promise<string> {
  const path = join(farm.folder, name);
  const out = pack();
  const written = pipeline(out, createWriteStream(path));
  const entries = extract();
  entries.end(readFileSync(archive));
  for await (const entry of entries) {
    const parts: Buffer[] = [];
    for await (const part of entry) parts.push(part as Buffer);
    out.entry({ name: entry.header.name }, change(entry.header.name, Buffer.concat(parts)));
  }
  out.finalize();
  await written;
  return path;
}
