import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspectSources } from '../../../agent/src/media/index.js';
import { testTools } from '../../setup/samples.js';

const bundled = testTools();
/** Debian's follows playlists more readily than newer ones. */
const SYSTEM = '/usr/bin/ffprobe';
const PROBES = [bundled.ffprobe, ...(existsSync(SYSTEM) ? [SYSTEM] : [])];

let folder: string;
const at = (name: string): string => join(folder, name);
const make = (...args: string[]): void =>
  void execFileSync(bundled.ffmpeg, [
    '-v',
    'error',
    '-y',
    '-f',
    'lavfi',
    '-i',
    'testsrc=d=1:s=64x64',
    ...args,
  ]);

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'inspect-'));
  make(at('secret.ts'));
  make('-frames:v', '1', '-update', '1', at('photo.jpg'));
  make('-frames:v', '1', '-update', '1', '-f', 'image2', '-c:v', 'mjpeg', at('7'));
  make('-frames:v', '1', '-update', '1', at('drawing.png'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const inspect = (ffprobe: string, name: string) =>
  inspectSources({ it: { path: at(name) } }, { ffmpeg: bundled.ffmpeg, ffprobe });

describe.each(PROBES)('%s', (ffprobe) => {
  test.each([
    ['hls', () => `#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\n${at('secret.ts')}\n#EXT-X-ENDLIST\n`],
    [
      'hls-file',
      () => `#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nfile:${at('secret.ts')}\n#EXT-X-ENDLIST\n`,
    ],
    ['concat', () => "ffconcat version 1.0\nfile 'secret.ts'\n"],
    [
      'dash',
      () =>
        '<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static" mediaPresentationDuration="PT1S">' +
        '<Period><AdaptationSet mimeType="video/mp4"><Representation id="1" bandwidth="1">' +
        `<BaseURL>${at('secret.ts')}</BaseURL></Representation></AdaptationSet></Period></MPD>`,
    ],
  ])('a playlist (%s) does not lead to another file', async (name, text) => {
    writeFileSync(at(name), text());
    await expect(inspect(ffprobe, name)).rejects.toThrow('no media that can be read');
  });

  test('a photo used in place, or under a name without an ending, is a still', async () => {
    for (const name of ['photo.jpg', '7', 'drawing.png']) {
      expect(readFileSync(at(name)).length).toBeGreaterThan(0);
      const { it } = await inspect(ffprobe, name);
      expect(it).toMatchObject({ duration: null, video: { width: 64, height: 64, still: true } });
    }
  });
});
