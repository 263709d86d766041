import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const ROOT = join(import.meta.dirname, '../..');
const FRAMEFARM = join(ROOT, 'bin/framefarm');
const COMMANDS = [
  'up',
  'coordinator',
  'agent',
  'render',
  'logs',
  'frame',
  'plan',
  'probe',
  'farm',
  'agents',
  'dead-letters',
  'workspaces',
  'users',
  'keys',
];

interface Ended {
  code: number;
  stdout: string;
  stderr: string;
}

let folder: string;

/** Settings of the machine that runs the tests must not decide their outcome. */
const environment = (): NodeJS.ProcessEnv =>
  Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !name.startsWith('FRAMEFARM_') && name !== 'DATABASE_URL'),
  );

const framefarm = (...args: string[]): Promise<Ended> => framefarmWith({}, ...args);

function framefarmWith(settings: Record<string, string>, ...args: string[]): Promise<Ended> {
  return new Promise((resolve) => {
    const options = { cwd: folder, env: { ...environment(), ...settings }, maxBuffer: 64 * 2 ** 20 };
    execFile(process.execPath, [FRAMEFARM, ...args], options, (error, stdout, stderr) =>
      resolve({ code: error ? Number(error.code ?? -1) : 0, stdout, stderr }),
    );
  });
}

async function startUp(...args: string[]): Promise<{ up: ChildProcess; url: string }> {
  const up = spawn(process.execPath, [FRAMEFARM, 'up', '--port', '0', '--data', 'farm', ...args], {
    cwd: folder,
    env: environment(),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  for await (const line of createInterface({ input: up.stdout })) {
    const url = /^Framefarm ready: (\S+)/.exec(line)?.[1];
    if (url) return { up, url };
  }
  throw new Error('`framefarm up` ended before it was ready');
}

async function endUp(up: ChildProcess, signal: NodeJS.Signals = 'SIGINT'): Promise<number | null> {
  const exited = once(up, 'exit') as Promise<[number | null]>;
  up.kill(signal);
  return (await exited)[0];
}

const scene = (more: object = {}) => ({
  name: 'cli',
  layers: [
    {
      type: 'composition',
      width: 320,
      height: 180,
      fps: 25,
      sourceDuration: 0.8,
      backgroundColor: '#204060',
    },
    { type: 'image', src: 'red.png', start: 0, duration: 0.8, style: { scale: 0.5 } },
    { type: 'text', text: 'Hi', start: 0.2, duration: 0.6, style: { fontFamily: 'Inter', fontSize: 10 } },
  ],
  ...more,
});

async function countFrames(file: string): Promise<number> {
  const { ffprobe } = (
    JSON.parse((await framefarm('probe', '--json')).stdout) as { tools: { ffprobe: string } }
  ).tools;
  const args = [
    '-v',
    'error',
    '-count_packets',
    '-select_streams',
    'v',
    '-show_entries',
    'stream=nb_read_packets',
  ];
  return new Promise((resolve, reject) => {
    execFile(ffprobe, [...args, '-of', 'csv=p=0', join(folder, file)], (error, stdout) =>
      error ? reject(error) : resolve(parseInt(stdout, 10)),
    );
  });
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'framefarm-cli-'));
  const { createCanvas } = await import('@napi-rs/canvas');
  const canvas = createCanvas(160, 90);
  const context = canvas.getContext('2d');
  context.fillStyle = '#c02020';
  context.fillRect(0, 0, 160, 90);
  writeFileSync(join(folder, 'red.png'), await canvas.encode('png'));
  writeFileSync(join(folder, 'scene.json'), JSON.stringify(scene()));
  writeFileSync(join(folder, 'noise.mp4'), randomBytes(20_000));
  const noise = { type: 'video', src: 'noise.mp4', start: 0, duration: 0.8 };
  writeFileSync(join(folder, 'noise.json'), JSON.stringify(scene({ layers: [scene().layers[0], noise] })));
  writeFileSync(join(folder, 'broken.json'), '{"layers": [');
  writeFileSync(
    join(folder, 'refused.json'),
    JSON.stringify({ name: 'x', layers: [{ type: 'texd', text: 'x' }] }),
  );
  writeFileSync(
    join(folder, 'lost.json'),
    JSON.stringify({ name: 'x', layers: [{ type: 'image', src: 'nowhere.png' }] }),
  );
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the command line explains itself', () => {
  test.each(COMMANDS)('%s --help has examples and exits 0', async (name) => {
    const { code, stdout } = await framefarm(name, '--help');
    expect(code).toBe(0);
    expect(stdout).toContain(`Usage: framefarm ${name}`);
    expect(stdout).toContain('Examples:');
  });

  test('--version is the package’s', async () => {
    const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string };
    expect(await framefarm('--version')).toMatchObject({ code: 0, stdout: `${version}\n` });
  });

  test.each([
    [2, ['rendr'], /Did you mean render/],
    [2, ['render', 'scene.json'], /--out/],
    [2, ['frame', 'scene.json', '--at', 'soon', '-o', 'x.png'], /frame number/],
    [2, ['up', '--port', '70000'], /whole number from 0 to 65535/],
    [66, ['render', 'missing.json', '-o', 'x.mp4'], /missing\.json cannot be read: there is no such file/],
    [66, ['render', 'broken.json', '-o', 'x.mp4'], /broken\.json is not JSON/],
    [66, ['render', 'lost.json', '-o', 'x.mp4'], /layers\[0\]\.src: there is no file .*nowhere\.png/],
    [78, ['render', 'scene.json', '-o', 'x.mp4', '--data', 'none'], /framefarm up/],
    [78, ['up', '--port', '0', '--data', 'scene.json'], /data folder cannot be used.*--data/],
    [78, ['up', '--port', '0', '--host', '192.0.2.1'], /192\.0\.2\.1 is no address of this machine/],
    [
      78,
      ['coordinator', '--port', '0', '--data', 'scene.json'],
      /scene\.json cannot be used.*FRAMEFARM_DATA/,
    ],
    [78, ['agent', '--data', 'scene.json'], /scene\.json cannot be used.*FRAMEFARM_AGENT_DATA/],
    [2, ['logs', 'some-id', '--attempt', '0'], /whole number of at least 1/],
    [78, ['logs', 'some-id', '--data', 'none'], /framefarm up/],
    [1, ['plan', 'refused.json'], /layers\[0\].*texd/],
  ])('exit code %i for %j, with a sentence', async (code, args, sentence) => {
    const ended = await framefarm(...(args as string[]));
    expect(ended.stderr).toMatch(sentence as RegExp);
    expect(ended.stderr).not.toMatch(/^\s+at /m);
    expect(ended).toMatchObject({ code, stdout: '' });
  });

  test('a wrong FRAMEFARM_PORT is a sentence for `up` and nothing to the other commands', async () => {
    const wrong = { FRAMEFARM_PORT: '99999' };
    expect(await framefarmWith(wrong, 'up')).toMatchObject({
      code: 78,
      stderr: expect.stringMatching(/^framefarm: FRAMEFARM_PORT is "99999"\. It must be a whole number/),
    });
    expect(await framefarmWith(wrong, '--version')).toMatchObject({ code: 0 });
  });

  test('a farm that is not there is 69, soon when there is no patience', async () => {
    const where = ['--url', 'http://127.0.0.1:9', '--key', 'k', '--patience', '0'];
    const ended = await framefarm('render', 'scene.json', '-o', 'x.mp4', ...where);
    expect(ended).toMatchObject({ code: 69 });
    expect(ended.stderr).toContain('http://127.0.0.1:9 cannot be reached');
  });

  test('--json turns an error into JSON', async () => {
    const { code, stdout } = await framefarm('plan', 'refused.json', '--json');
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      error: expect.any(String),
      problems: [expect.any(String)],
      exitCode: 1,
    });
  });
});

describe('on this machine, without a farm', () => {
  test('probe names the ffmpeg and believes x264', async () => {
    const { code, stdout } = await framefarm('probe', '--json');
    expect(code).toBe(0);
    const { candidates, capabilities } = JSON.parse(stdout) as {
      candidates: { chosen: boolean }[];
      capabilities: { encoders: { name: string; available: boolean }[] };
    };
    expect(candidates.filter(({ chosen }) => chosen)).toHaveLength(1);
    expect(capabilities.encoders).toContainEqual(
      expect.objectContaining({ name: 'libx264', available: true }),
    );
  });

  test('plan gives the exact arguments and leaves nothing behind', async () => {
    const { code, stdout } = await framefarm('plan', 'scene.json', '--json');
    expect(code).toBe(0);
    const { plan, args } = JSON.parse(stdout) as { plan: { frames: number }; args: string[] };
    expect(plan.frames).toBe(20);
    expect(args.join(' ')).toContain('-c:v libx264');
    expect(existsSync(join(folder, 'out.mp4'))).toBe(false);
  });

  test('render --local writes every frame', async () => {
    const { code, stdout, stderr } = await framefarm('render', 'scene.json', '-o', 'local.mp4', '--local');
    expect({ code, stderr }).toMatchObject({ code: 0 });
    expect(stdout).toContain('local.mp4');
    expect(await countFrames('local.mp4')).toBe(20);
  });

  test('frame writes a PNG of the scene’s size', async () => {
    const { code } = await framefarm('frame', 'scene.json', '--at', '0.4s', '-o', 'frame.png');
    expect(code).toBe(0);
    const png = readFileSync(join(folder, 'frame.png'));
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([320, 180]);
  });

  test('a frame that the scene does not have is refused', async () => {
    const ended = await framefarm('frame', 'scene.json', '--at', '20', '-o', 'beyond.png');
    expect(ended.code).toBe(1);
    expect(ended.stderr).toMatch(/frames 0 to 19/);
    expect(existsSync(join(folder, 'beyond.png'))).toBe(false);
  });
});

describe('a farm in one command', () => {
  test('renders a scene with local media, refuses a second one, ends with 0 and is found again', async () => {
    const first = await startUp();
    const credentials = join(folder, 'farm/credentials.json');
    expect(statSync(credentials).mode & 0o777).toBe(0o600);
    expect(JSON.parse(readFileSync(credentials, 'utf8'))).toMatchObject({ url: first.url });

    const rendered = await framefarm('render', 'scene.json', '-o', 'api.mp4', '--data', 'farm', '--json');
    expect(rendered).toMatchObject({ code: 0 });
    const { jobId } = JSON.parse(rendered.stdout) as { jobId: string };
    expect(await countFrames('api.mp4')).toBe(20);

    const log = await framefarm('logs', jobId, '-f', '--data', 'farm');
    expect(log).toMatchObject({ code: 0, stderr: '' });
    expect(log.stdout).toMatch(/^== attempt 1: whole \(cpu\) ==\n/);
    expect(log.stdout).toMatch(/^[\dTZ:.-]{24} \$ ffmpeg .*-c:v libx264 .*file:master\.mp4$/m);
    expect(log.stdout).toMatch(/ the attempt ended well\n$/);
    // Nothing of this machine: neither its folders nor what gives access.
    expect(log.stdout).not.toMatch(/\/tmp\/|\/work\/|signature=(?!\[hidden\])/);
    const json = await framefarm('logs', jobId, '--attempt', '1', '--json', '--data', 'farm');
    const { entries } = JSON.parse(json.stdout) as { entries: { text: string }[] };
    expect(log.stdout.endsWith(entries.map(({ text }) => text).join(''))).toBe(true);
    const unknown = await framefarm('logs', jobId, '--attempt', '7', '--data', 'farm');
    expect(unknown).toMatchObject({ code: 1, stderr: expect.stringMatching(/no attempt .* it has: 1\./) });

    const failed = await framefarm('render', 'noise.json', '-o', 'noise.mp4', '--data', 'farm', '-q');
    expect(failed).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^framefarm: Render \S+ failed: Layer 2/),
    });
    const noise = await framefarm('logs', failed.stderr.split(' ')[2] ?? '', '--data', 'farm');
    expect(noise.stdout).toMatch(/ ffprobe: .*Invalid data found/);
    expect(noise.stdout).toMatch(/ the attempt failed: source-undecodable: Layer 2 .*\n$/);
    expect(noise).toMatchObject({
      code: 0,
      stderr: expect.stringMatching(/^Attempt 1 failed: source-undecodable: /),
    });

    const second = await framefarm('up', '--port', '0', '--data', 'farm');
    expect(second).toMatchObject({ code: 78 });
    expect(second.stderr).toContain('Another `framefarm up`');
    expect(await endUp(first.up)).toBe(0);

    const again = await startUp();
    const { apiKey } = JSON.parse(readFileSync(credentials, 'utf8')) as { apiKey: string };
    const answer = await fetch(`${again.url}/v1/render/${jobId}`, { headers: { 'x-api-key': apiKey } });
    expect(await answer.json()).toMatchObject({ status: 'completed' });
    expect(await endUp(again.up, 'SIGTERM')).toBe(0);
  }, 120_000);
});
