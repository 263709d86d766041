import { DEFAULT_OUTPUT } from '@farm/shared/scene';
import { aComposition, aDocument, aText } from '../../../../../test/factories/scene.factory.js';
import { videoJsonToScene } from './video-json-to-scene.js';

const music = { type: 'audio', src: 'https://media.example/music.mp3' };
const read = (output: unknown, layers: object[] = [aText()], more: object = {}) =>
  videoJsonToScene({ ...aDocument(...layers), output, ...more });

const specOf = (output: unknown, layers?: object[]) => {
  const made = read(output, layers);
  if (!made.ok) throw new Error(JSON.stringify(made.issues));
  return made.scene.output;
};

describe('what file is made', () => {
  test('without output: H.264 with AAC in MP4', () => expect(specOf(undefined)).toEqual(DEFAULT_OUTPUT));

  test.each<[object, object]>([
    [
      { format: 'mp4', codec: 'hevc' },
      { container: 'mp4', videoCodec: 'hevc', audioCodec: 'aac' },
    ],
    [
      { codec: 'h265', crf: 18 },
      { container: 'mp4', videoCodec: 'hevc', crf: 18 },
    ],
    [{ codec: 'vp9' }, { container: 'webm', videoCodec: 'vp9', audioCodec: 'opus' }],
    [
      { container: 'webm', videoCodec: 'av1', audioCodec: 'opus' },
      { container: 'webm', videoCodec: 'av1' },
    ],
    [{ format: 'mov' }, { container: 'mov', videoCodec: 'prores', audioCodec: 'pcm' }],
    [
      { format: 'mov', audio: 'aac', quality: 'high' },
      { audioCodec: 'aac', quality: 'high' },
    ],
    [
      { format: 'mp4', audio: false },
      { container: 'mp4', videoCodec: 'h264', audioCodec: null },
    ],
    [{ format: 'GIF' }, { container: 'gif', videoCodec: 'gif', audioCodec: null }],
    [{ format: 'png-sequence' }, { container: 'png-sequence', videoCodec: 'png', audioCodec: null }],
    [
      { format: 'jpg', frame: 12 },
      { container: 'jpeg', videoCodec: 'jpeg', frame: 12 },
    ],
    // 30 frames a second: 0.5 s is the moment at which frame 15 appears.
    [
      { format: 'webp', time: 0.5 },
      { container: 'webp', frame: 15 },
    ],
    [
      { format: 'png', time: '0.49s' },
      { container: 'png', frame: 14 },
    ],
  ])('%j', (output, expected) => expect(specOf(output)).toMatchObject(expected));

  test.each([
    ['m4a', 'aac'],
    ['mp3', 'mp3'],
    ['wav', 'pcm'],
  ])('%s holds sound alone', (format, audioCodec) =>
    expect(specOf({ format }, [music])).toMatchObject({ container: format, videoCodec: null, audioCodec }),
  );

  test('its rate of frames is the film’s; times in frames stay the composition’s', () => {
    const made = read({ fps: 60, format: 'png', time: '3f' });
    expect(made.ok && made.scene).toMatchObject({ fps: { num: 60, den: 1 }, output: { frame: 6 } });
  });

  test('it may stand in the composition', () => {
    const document = { name: 'x', layers: [aComposition({ output: { format: 'webm' } }), aText()] };
    const made = videoJsonToScene(document);
    expect(made.ok && made.scene.output.container).toBe('webm');
    expect(made.warnings).toEqual([]);
  });
});

test.each<[unknown, string, string]>([
  ['movie.mp4', 'output', 'output must be an object such as {"format": "webm"} (got "movie.mp4").'],
  [
    { format: 'avi' },
    'output.format',
    'must be mp4, webm, mov, gif, png-sequence, png, jpeg, webp, m4a, mp3 or',
  ],
  [{ format: 'webn' }, 'output.format', 'did you mean "webm"?'],
  [
    { format: 'webm', codec: 'h264' },
    'output.codec',
    'in webm (got "h264"); for h264 choose the format mp4.',
  ],
  [{ format: 'mp3', codec: 'h264' }, 'output.codec', 'must be left out: mp3 holds only sound (got "h264")'],
  [{ format: 'gif', audio: true }, 'output.audio', 'output.audio must be left out: gif has no sound.'],
  [{ format: 'gif', audio: 'aac' }, 'output.audio', 'output.audio must be left out: gif has no sound.'],
  [{ format: 'wav', audio: false }, 'output.audio', 'must not be false: wav holds nothing but sound.'],
  [{ format: 'mp4', audio: 'opus' }, 'output.audio', 'must be aac in mp4 (got "opus").'],
  [{ quality: 'best' }, 'output.quality', 'must be low, medium or high (got "best").'],
  [{ crf: 52 }, 'output.crf', 'must be a whole number from 0 (best) to 51 (got 52).'],
  [{ format: 'gif', crf: 20 }, 'output.crf', 'does not apply to gif; use quality instead.'],
  [{ fps: 0 }, 'output.fps', 'output.fps must be between 1 and 120 (got 0).'],
  [{ fps: 121 }, 'output.fps', 'must be between 1 and 120 (got 121).'],
  [
    { format: 'gif', fps: 60 },
    'output.fps',
    'must be between 1 and 50, the fastest that browsers show a GIF',
  ],
  [{ format: 'mp4', frame: 3 }, 'output.frame', 'is for single pictures (png, jpeg, webp), not for mp4.'],
  [{ format: 'png', frame: 1.5 }, 'output.frame', 'must be a whole number from 0 on (got 1.5).'],
  [{ format: 'png', frame: 1, time: 1 }, 'output.time', 'must be left out when output.frame is given.'],
  [{ format: 'png', time: 'late' }, 'output.time', 'must be a time such as 2.5 or "2.5s" (got "late").'],
  [{ format: 'png', frame: 60 }, 'output.frame', 'past the end: the last frame is 59, at 1.967 s.'],
  [{ format: 'png', time: 2 }, 'output.frame', 'asks for frame 60, which is past the end'],
  [{ format: 'mp3' }, 'output', 'holds only sound, and no layer of this document sounds'],
])('%j is refused at %s', (output, path, sentence) => {
  const made = read(output);
  expect(made.ok).toBe(false);
  if (made.ok) return;
  expect(made.issues).toHaveLength(1);
  expect(made.issues[0]).toMatchObject({ path, code: 'INVALID_OUTPUT' });
  expect(made.issues[0]?.message).toContain(sentence);
});

test('a frame of a film whose length only its media know is left to the agent', () => {
  const clip = { type: 'video', src: 'https://media.example/clip.mp4' };
  const document = { name: 'x', layers: [clip], output: { format: 'png', frame: 9000 } };
  expect(videoJsonToScene(document).ok).toBe(true);
});

test('members that mean nothing are warned of', () => {
  expect(read({ fromat: 'webm' }).warnings).toMatchObject([
    {
      code: 'unknown-property',
      path: 'output.fromat',
      message: 'output has no "fromat"; did you mean "format"?',
    },
  ]);
});
