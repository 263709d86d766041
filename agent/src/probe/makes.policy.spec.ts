import type { EncoderFact } from '@farm/shared/wire';
import { makesOf } from './makes.policy.js';
import { softwareArgs, SOFTWARE_ENCODERS, softwareFacts, type SoftwareFact } from './software.probe.js';

const works = (...codecs: SoftwareFact['codec'][]): SoftwareFact[] =>
  codecs.map((codec) => ({ name: codec, codec, verdict: { available: true } }));
const card = (codec: EncoderFact['codec'], available = true): EncoderFact => ({
  ...{ name: `${codec}_nvenc`, codec, engine: 'nvenc', available },
});

test('a bare ffmpeg makes MP4 and its sound', () => {
  expect(makesOf([], [])).toEqual({ cpu: ['mp4', 'm4a', 'h264', 'aac'] });
});

test('a container needs a codec of each kind that it holds', () => {
  const { cpu = [] } = makesOf([], works('vp9', 'png'));
  expect(cpu).not.toContain('webm');
  expect(cpu).toEqual(expect.arrayContaining(['png-sequence', 'png', 'vp9']));
  expect(makesOf([], works('vp9', 'opus')).cpu).toContain('webm');
});

test('a card makes films in its own codecs, with the sound of the software beside it', () => {
  const made = makesOf([card('h264'), card('av1'), card('hevc', false)], works('opus', 'gif', 'mp3'));
  expect(made.nvenc).toEqual(['mp4', 'webm', 'h264', 'av1', 'aac', 'opus', 'mp3']);
  expect(makesOf([card('h264', false)], []).nvenc).toBeUndefined();
});

test('one process tries every encoder', () => {
  const args = softwareArgs(SOFTWARE_ENCODERS);
  for (const { name } of SOFTWARE_ENCODERS) expect(args).toContain(name);
  expect(softwareArgs(SOFTWARE_ENCODERS.filter(({ name }) => name === 'libopus')).slice(-9)).toEqual([
    ...['-map', '1:a', '-t', '0.1', '-c:a', 'libopus', '-f', 'null', '-'],
  ]);
});

test('encoders of films are listed with their verdict, those of pictures and sound are not', () => {
  const facts = softwareFacts([
    { name: 'libx265', codec: 'hevc', verdict: { available: false, reason: 'not built into this ffmpeg' } },
    ...works('gif', 'opus'),
  ]);
  expect(facts).toEqual([
    { name: 'libx265', codec: 'hevc', engine: 'cpu', available: false, reason: 'not built into this ffmpeg' },
  ]);
});
