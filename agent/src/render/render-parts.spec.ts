import { frameRate, frameTime } from '@farm/shared/time';
import { gainExpression } from '../compiler/ffmpeg/gain-expression.js';
import { exifOrientation, orientationDegrees, svgSize } from '../media/still-header.js';
import { fillChromaEdges } from './chroma-edges.js';
import { classifyEnding } from './classify-ending.js';
import { ticks } from './frame-pipe.js';
import { layoutOf } from './previews.js';

test.each([24, 25, 29.97, 30, 59.94, 60, 120])(
  'at %d fps a picture is dated before its frame, after the last',
  (rate) => {
    const fps = frameRate(rate);
    for (let frame = 1; frame < 5000; frame += 1) {
      const seconds = ticks(frame, fps) / 10_000;
      expect(seconds).toBeLessThan(frameTime(frame, fps));
      expect(seconds).toBeGreaterThan(frameTime(frame - 1, fps));
    }
  },
);

test('transparent pixels take the colour of their block, solid ones keep theirs', () => {
  const [red, none] = [
    [255, 0, 0, 255],
    [0, 0, 0, 0],
  ];
  const pixels = Uint8ClampedArray.from([red, none, none, none].flat() as number[]);
  fillChromaEdges(pixels, 2, 2);
  expect([...pixels]).toEqual([...[255, 0, 0, 255], ...[255, 0, 0, 0], ...[255, 0, 0, 0], ...[255, 0, 0, 0]]);
});

test.each([
  ['av_interleaved_write_frame(): No space left on device', 'disk-full'],
  ['OpenEncodeSessionEx failed: out of memory (10)', 'encoder-failed'],
  ['Cannot allocate memory', 'out-of-memory'],
  ['No VA display found for device /dev/dri/renderD128', 'encoder-failed'],
  ['moov atom not found', 'source-undecodable'],
  ['something else', 'ffmpeg-failed'],
])('%s is %s', (stderr, code) => {
  expect(classifyEnding({ code: 1, signal: null, stderr })).toBe(code);
});

test('a kill that nobody of ours sent is the out-of-memory killer', () => {
  expect(classifyEnding({ code: null, signal: 'SIGKILL', stderr: '' })).toBe('out-of-memory');
});

test('a sprite sheet holds at most a hundred pictures, a short film one per second', () => {
  expect(layoutOf({ width: 1920, height: 1080, frames: 240, fps: frameRate(30) })).toEqual({
    columns: 8,
    rows: 1,
    width: 192,
    height: 108,
    count: 8,
    interval: 1,
  });
  expect(layoutOf({ width: 1080, height: 1920, frames: 36_000, fps: frameRate(30) })).toMatchObject({
    columns: 10,
    rows: 10,
    width: 108,
    height: 192,
    count: 100,
  });
});

test('a gain curve is a shallow tree of lines', () => {
  const points = [
    { time: 0, gain: 0 },
    { time: 1, gain: 1 },
    { time: 2, gain: 0.5 },
  ];
  expect(gainExpression(points)).toBe('if(lt(t,0),0,if(gte(t,2),0.5,if(lt(t,1),0+(t-0)*1,1+(t-1)*-0.5)))');
  const many = Array.from({ length: 1000 }, (_, time) => ({ time, gain: time % 2 }));
  const depth = [...gainExpression(many)].reduce(
    ([now, most], letter) => {
      const next = now + (letter === '(' ? 1 : letter === ')' ? -1 : 0);
      return [next, Math.max(most, next)] as [number, number];
    },
    [0, 0] as [number, number],
  );
  expect(depth[1]).toBeLessThan(20);
});

test('EXIF orientation of either byte order, and SVG sizes', () => {
  const tiff = Buffer.from('4949 2a00 08000000 0100 1201 0300 01000000 0600 0000'.replaceAll(' ', ''), 'hex');
  const exif = Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), tiff]);
  const size = Buffer.alloc(2);
  size.writeUInt16BE(exif.length + 2);
  const jpeg = Buffer.concat([Buffer.from('ffd8ffe1', 'hex'), size, exif, Buffer.from('ffda0000', 'hex')]);
  expect(exifOrientation(jpeg)).toBe(6);
  expect(orientationDegrees(6)).toBe(90);
  expect(exifOrientation(Buffer.from('not a picture'))).toBe(1);
  expect(svgSize('<?xml version="1.0"?><svg viewBox="0 0 40 20">')).toEqual({ width: 40, height: 20 });
  expect(svgSize('<html></html>')).toBeUndefined();
});
