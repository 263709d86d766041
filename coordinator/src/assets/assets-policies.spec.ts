import type { AssetType } from './asset.types.js';
import { isText, judgeContent } from './judge-content.policy.js';
import { parseOwnUrl } from './own-url.policy.js';
import { sniffContent } from './sniff-content.policy.js';

const A = '018f6b1e-7c00-7000-8000-000000000001';
const B = '018f6b1e-7c00-7000-8000-000000000005';

test.each([
  [`http://127.0.0.1:8470/assets/${A}/${B}/clip.mp4`, true],
  [`https://farm.example/files/assets/${A.toUpperCase()}/${B}/a%20b.mp4?sig=x/y&expires=1`, true],
  [`http://x/${A}/${B}/clip.mp4#t=1`, true],
  [`http://x/${A}/${B}/`, false],
  [`http://x/${A}/clip.mp4`, false],
  [`http://x/a?u=/${A}/${B}/clip.mp4`, false],
  [`file:///${A}/${B}/clip.mp4`, false],
  [`http://x/${'y/'.repeat(3000)}${A}/${B}/c`, false],
  ['', false],
])('%s', (url, ours) => expect(parseOwnUrl(url)).toEqual(ours ? { workspaceId: A, assetId: B } : undefined));

const bytes = (text: string) => Buffer.from(text, 'latin1');
test.each([
  ['\x89PNG\r\n\x1a\n....', 'image/png'],
  ['\xff\xd8\xff\xe0', 'image/jpeg'],
  ['....ftypisom', 'video/mp4'],
  ['....ftypqt  ', 'video/quicktime'],
  ['....ftypM4A ', 'audio/mp4'],
  ['RIFF....WAVE', 'audio/wav'],
  ['RIFF....WEBP', 'image/webp'],
  ['ID3\x03', 'audio/mpeg'],
  ['\xff\xfb\x90', 'audio/mpeg'],
  ['\xff\xf1\x50', 'audio/aac'],
  ['OggS', 'audio/ogg'],
  ['wOF2', 'font/woff2'],
  ['\x00\x01\x00\x00\x00', 'font/ttf'],
  ['  <svg xmlns="x">', 'image/svg+xml'],
  ['<?xml version="1.0"?><svg>', 'image/svg+xml'],
  ['<?xml version="1.0"?><html>', undefined],
  ['<html>', undefined],
  ['', undefined],
  ['<!-- made by hand -->\n<svg>', 'image/svg+xml'],
  ['<!doctype html><svg>', undefined],
  ['BM......\x00\x00\x00\x00\x00\x00\x28', 'image/bmp'],
  ['BMW is a car, says the text', undefined],
  ['\xff\xfeh\x00i\x00', undefined],
  [`G${'.'.repeat(187)}G`, 'video/mp2t'],
  ['%PDF-1.7', 'application/pdf'],
  ['hello', undefined],
])('%j looks like %s', (start, type) => expect(sniffContent(bytes(start))).toBe(type));

test.each<[AssetType, string, boolean]>([
  ['image', '\x89PNG\r\n\x1a\n', true],
  ['image', '<svg xmlns="x">', true],
  ['image', 'just text', false],
  ['image', '....ftypisom', false],
  ['image', '\x00\x01\x02\x03 unknown', true],
  ['font', '\x00\x01\x02\x03 unknown', false],
  ['video', '....ftypisom', true],
  ['video', 'GIF89a', true],
  ['video', 'ID3\x03', false],
  ['video', '\x00\x01\x02\x03 unknown', true],
  ['video', '#EXTM3U\n#EXT-X-VERSION:3', false],
  ['audio', '....ftypisom', true],
  ['audio', '\x1a\x45\xdf\xa3', true],
  ['audio', 'RIFF....WEBP', false],
  ['audio', '\x7fELF', false],
  ['font', 'OTTO', true],
  ['font', '\x89PNG\r\n\x1a\n', false],
  ['font', 'just text', false],
])('a %s that starts with %j: %p', (type, start, taken) =>
  expect(judgeContent(type, bytes(start)).ok).toBe(taken),
);

test('text is told from bytes, even when its last letter is cut in two', () => {
  expect(isText(Buffer.from('Grüße').subarray(0, 3))).toBe(true);
  expect(isText(Buffer.from([0x41, 0x00]))).toBe(false);
  expect(isText(Buffer.from([0x41, 0xc3, 0x28]))).toBe(false);
  expect(isText(Buffer.alloc(0))).toBe(false);
});
