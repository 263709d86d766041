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
  ['hello', undefined],
])('%j looks like %s', (start, type) => expect(sniffContent(bytes(start))).toBe(type));
