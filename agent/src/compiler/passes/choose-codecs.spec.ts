import { DEFAULT_OUTPUT, type OutputSpec } from '@farm/shared/scene';
import type { Capabilities, Engine } from '@farm/shared/wire';
import { chooseEncoders } from './choose-codecs.pass.js';

const fact = (name: string, codec: 'h264' | 'hevc' | 'av1', engine: Engine, available = true) => ({
  ...{ name, codec, engine, available },
});
const able: Capabilities = {
  ffmpeg: { path: '/f', version: '8.0', origin: 'bundled' },
  ffprobe: { path: '/p', version: '8.0' },
  encoders: [
    fact('libx264', 'h264', 'cpu'),
    fact('hevc_nvenc', 'hevc', 'nvenc'),
    fact('libx265', 'hevc', 'cpu'),
    fact('libsvtav1', 'av1', 'cpu'),
    fact('libaom-av1', 'av1', 'cpu'),
  ],
  filters: [],
  decoders: [],
  maxWidth: 4096,
  maxHeight: 4096,
  makes: { cpu: ['gif'] },
};
const names = (videoCodec: OutputSpec['videoCodec'], side = 720, engine?: Engine, capabilities = able) =>
  chooseEncoders(
    capabilities,
    { output: { ...DEFAULT_OUTPUT, videoCodec }, width: 1280, height: side },
    engine,
  ).map(({ name }) => name);

test('hardware of the codec first, software after it', () => {
  expect(names('hevc')).toEqual(['hevc_nvenc', 'libx265']);
  expect(names('hevc', 720, 'cpu')).toEqual(['libx265']);
  expect(names('h264', 720, 'nvenc')).toEqual(['libx264']);
});

test('SVT-AV1 takes no side below 64 pixels', () => {
  expect(names('av1')).toEqual(['libsvtav1', 'libaom-av1']);
  expect(names('av1', 36)).toEqual(['libaom-av1']);
});

test('what the probe did not see working is not tried, but for x264', () => {
  expect([names('gif'), names('webp'), names('vp9')]).toEqual([['gif'], [], []]);
  const bare = { ...able, encoders: [fact('libx265', 'hevc', 'cpu', false)], makes: { cpu: ['hevc'] } };
  expect([names('h264', 720, undefined, bare), names('hevc', 720, undefined, bare)]).toEqual([
    ['libx264'],
    [],
  ]);
});
