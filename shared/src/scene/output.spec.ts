import { canBeCut, DEFAULT_OUTPUT, needsOf, outputSchema } from './output.schema.js';
import { CONTAINER_NAMES, containerFacts, holdsAlpha, takesCrf } from './output-format.js';

test('what every agent makes needs nothing; everything else names container and codecs', () => {
  expect(needsOf(DEFAULT_OUTPUT)).toEqual([]);
  expect(needsOf({ ...DEFAULT_OUTPUT, audioCodec: null })).toEqual(['mp4', 'h264']);
  expect(needsOf({ ...DEFAULT_OUTPUT, container: 'webm', videoCodec: 'vp9', audioCodec: 'opus' })).toEqual([
    'webm',
    'vp9',
    'opus',
  ]);
  expect(needsOf({ ...DEFAULT_OUTPUT, container: 'mp3', videoCodec: null, audioCodec: 'mp3' })).toEqual([
    'mp3',
  ]);
});

test('only H.264 in MP4 is cut and joined by copying', () => {
  expect(canBeCut(DEFAULT_OUTPUT)).toBe(true);
  expect(canBeCut({ ...DEFAULT_OUTPUT, videoCodec: 'hevc' })).toBe(false);
  expect(canBeCut({ ...DEFAULT_OUTPUT, container: 'gif', videoCodec: 'gif', audioCodec: null })).toBe(false);
});

test('scenes of before there were other outputs are still read', () => {
  const old = { container: 'mp4', videoCodec: 'h264', audioCodec: 'aac', quality: 'high', crf: 18 };
  expect(outputSchema.parse(old)).toEqual(old);
});

test('every container has a codec of its kind, and a name and a type of its own', () => {
  const facts = CONTAINER_NAMES.map(containerFacts);
  for (const { kind, video, audio } of facts) {
    expect(video.length > 0).toBe(kind !== 'sound');
    expect(audio.length > 0).toBe(kind === 'sound' || kind === 'film');
  }
  expect(new Set(facts.map(({ contentType }) => contentType)).size).toBe(facts.length);
});

test('codecs with alpha, codecs with a rate factor', () => {
  expect(['vp9', 'prores', 'gif', 'png', 'webp'].every((codec) => holdsAlpha(codec as 'vp9'))).toBe(true);
  expect([holdsAlpha('h264'), holdsAlpha('jpeg'), holdsAlpha(null)]).toEqual([false, false, false]);
  expect([takesCrf('av1'), takesCrf('prores'), takesCrf(null)]).toEqual([true, false, false]);
});
