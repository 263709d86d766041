import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { quotaCores } from './cpu.probe.js';
import { judgeEncode } from './encoder-verdict.policy.js';
import { testEncodeArgs } from './encoders.probe.js';
import { parseList } from './ffmpeg.probe.js';
import { probeMachine } from './index.js';
import { lookUpTools, NoFfmpeg, packagedTools } from './tool-lookup.js';

const FAKE = resolve(import.meta.dirname, '../../../test/fixtures/bin/fake-ffmpeg.mjs');
const NONE = { ffmpegStatic: undefined, ffmpeg: undefined, ffprobe: undefined };
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'probe-'));
  for (const manner of ['old', 'no-x264', 'no-filters', 'mute', 'good'])
    await symlink(FAKE, join(folder, `ffmpeg-${manner}`));
  await symlink(FAKE, join(folder, 'ffprobe'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));
jest.setTimeout(60_000);

const env = process.env['PATH']?.split(':') ?? [];

describe('which ffmpeg is used', () => {
  test.each([
    ['old', 'is older than 5.1'],
    ['no-x264', 'without libx264'],
    ['no-filters', 'lacks the filters adelay, '],
    ['mute', 'is not an answer of ffmpeg'],
    ['absent', 'names no program that can be run'],
  ])('FFMPEG_PATH to one that is %s is refused in one sentence', async (manner, why) => {
    const ffmpegPath = join(folder, `ffmpeg-${manner}`);
    const error = await lookUpTools({ ffmpegPath, searchPath: env }).catch((one: unknown) => one as NoFfmpeg);
    expect(error).toBeInstanceOf(NoFfmpeg);
    const { message } = error as NoFfmpeg;
    expect(message).toContain(`${ffmpegPath}: `);
    expect(message).toContain(why);
    expect(message).toContain('set FFMPEG_PATH');
  });

  test('a system one that lacks something gives way to a packaged one, and says why', async () => {
    const bin = await mkdtemp(join(folder, 'bin-'));
    await symlink(FAKE, join(bin, 'ffmpeg'));
    await symlink(join(folder, 'ffmpeg-old'), join(bin, 'ffmpeg-old'));
    const found = await lookUpTools({
      ffprobePath: join(folder, 'ffprobe'),
      searchPath: [folder],
      packages: { ...NONE, ffmpegStatic: join(folder, 'ffmpeg-good') },
    });
    expect(found.candidates.map(({ origin, chosen }) => [origin, chosen])).toEqual([
      ['system', false],
      ['ffmpeg-static', true],
      ['bundled', false],
    ]);
    expect(found.origin).toBe('ffmpeg-static');
  });

  test('a bundled one with other bytes is refused', async () => {
    const packages = { ...NONE, ffmpeg: join(folder, 'ffmpeg-good') };
    await expect(lookUpTools({ searchPath: [], packages })).rejects.toThrow(
      /bundled|its bytes are not those/,
    );
  });

  test('the bundled ffmpeg and ffprobe of npm are the ones we know, and have all we need', async () => {
    const packages = packagedTools();
    if (!packages.ffmpeg) return; // not Linux on x64
    const found = await lookUpTools({ searchPath: [], packages: { ...packages, ffmpegStatic: undefined } });
    expect(found).toMatchObject({
      origin: 'bundled',
      tools: { ffmpeg: packages.ffmpeg, ffprobe: packages.ffprobe },
    });
  });
});

test('a listed encoder is not believed: the driver’s words are the reason', async () => {
  const ffmpegPath = join(folder, 'ffmpeg-good');
  const machine = await probeMachine({
    ffmpegPath,
    ffprobePath: join(folder, 'ffprobe'),
    searchPath: [],
    dataDir: folder,
  });
  const fact = (name: string) => machine.capabilities.encoders.find((one) => one.name === name);
  expect(fact('libx264')).toMatchObject({ available: true });
  expect(fact('h264_nvenc')).toMatchObject({
    available: false,
    reason: 'no NVIDIA driver: Cannot load libcuda.so.1',
  });
  expect(fact('h264_vaapi')?.reason).toContain('No VA display found');
  expect(fact('hevc_qsv')?.reason).toBe('not built into this ffmpeg');
});

test('names of a list may have dashes; its legend has none', () => {
  const text = ' V..... = Video\n ------\n V....D libvpx-vp9           libvpx VP9\n A..... aac    AAC\n';
  expect(parseList(text)).toEqual(['libvpx-vp9', 'aac']);
});

describe('judgeEncode', () => {
  test.each([
    ['[h264_nvenc @ 0x1] Cannot load libnvidia-encode.so.1', 'video libraries'],
    [
      'Driver does not support the required nvenc API version. Required: 13.0 Found: 12.1',
      'too new for the driver',
    ],
    ['OpenEncodeSessionEx failed: out of memory (10): (no details)', 'sessions are in use'],
    ['OpenEncodeSessionEx failed: unsupported device (2): (no details)', 'no encoder'],
    ['[AVHWDeviceContext @ 0x2] Failed to initialise VAAPI connection: -1', 'render node'],
    ['Device creation failed: -542398533.', 'oneVPL'],
    ['Something new', 'the test encode failed (1): Something new'],
  ])('%s', (stderr, reason) => {
    const verdict = judgeEncode({ code: 1, stderr, timedOut: false });
    expect(verdict).toMatchObject({ available: false });
    expect((verdict as { reason: string }).reason).toContain(reason);
  });
  test('success is judged by the exit code alone', () =>
    expect(judgeEncode({ code: 0, stderr: 'Cannot load libcuda.so.1', timedOut: false })).toEqual({
      available: true,
    }));
  test('a driver that hangs is not available', () =>
    expect(judgeEncode({ code: null, stderr: '', timedOut: true })).toMatchObject({ available: false }));
});

test('the argument array of a VAAPI test encode', () =>
  expect(testEncodeArgs({ name: 'h264_vaapi', codec: 'h264', engine: 'vaapi' }).join(' ')).toBe(
    '-hide_banner -nostdin -loglevel error -vaapi_device /dev/dri/renderD128 -f lavfi -i color=c=black:s=256x256:r=30 -frames:v 5 -vf format=nv12,hwupload -c:v h264_vaapi -f null -',
  ));

test.each([
  ['150000 100000', '', '', 1.5],
  ['max 100000', '', '', undefined],
  ['', '200000', '100000', 2],
  ['', '-1', '100000', undefined],
  ['', '', '', undefined],
])('cgroup quota %j %j %j', (v2, quota, period, cores) => expect(quotaCores(v2, quota, period)).toBe(cores));
