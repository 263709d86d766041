import type { Capabilities, Engine } from '@farm/shared/wire';
import { fits, usableRoom } from './matching.policy.js';

const encoder = (engine: Engine, available: boolean, codec: 'h264' | 'hevc' = 'h264') => ({
  name: `${codec}_${engine}`,
  codec,
  engine,
  available,
});
const capabilities = (encoders: Capabilities['encoders']): Capabilities => ({
  ffmpeg: { path: '/f', version: '8.0', origin: 'bundled' },
  ffprobe: { path: '/p', version: '8.0' },
  encoders,
  filters: [],
  decoders: [],
  maxWidth: 4096,
  maxHeight: 2304,
});

describe('engines that may be offered work', () => {
  test('measured and with slots, scarce ones first', () => {
    const able = {
      ...capabilities([encoder('cpu', true), encoder('nvenc', true), encoder('qsv', false)]),
      makes: { nvenc: ['mp4', 'hevc'] },
    };
    const slots = [
      { engine: 'cpu' as const, count: 2 },
      { engine: 'nvenc' as const, count: 3 },
      { engine: 'qsv' as const, count: 1 },
    ];
    expect(usableRoom(able, slots)).toEqual([
      { engine: 'nvenc', slots: 3, makes: ['mp4', 'hevc'] },
      { engine: 'cpu', slots: 2, makes: [] },
    ]);
  });
  test('a listed encoder of another codec is no room for H.264', () => {
    expect(
      usableRoom(capabilities([encoder('nvenc', true, 'hevc')]), [{ engine: 'nvenc', count: 1 }]),
    ).toEqual([]);
  });
  test('no slots, no room', () => {
    expect(usableRoom(capabilities([encoder('cpu', true)]), [{ engine: 'cpu', count: 0 }])).toEqual([]);
  });
});

test.each([
  [1080, 1920, true],
  [2304, 4096, true],
  [4096, 2306, false],
])('a portrait of %dx%d fits a 4096x2304 encoder: %p', (width, height, expected) => {
  expect(fits({ width, height }, { width: 4096, height: 2304 })).toBe(expected);
});
