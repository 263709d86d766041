import { fileNameOf } from './file-name.policy.js';

test.each([
  ['Summer sale', 'Summer sale.mp4'],
  ['clip.mp4', 'clip.mp4'],
  ['a/b\\c', 'a_b_c.mp4'],
  ['', 'render.mp4'],
  ['   ', 'render.mp4'],
  ['../../etc/passwd', '_.._etc_passwd.mp4'],
  ['"quoted"\r\nX-Evil: 1', '_quoted___X-Evil_ 1.mp4'],
])('a job named %p is saved as %p', (name, expected) =>
  expect(fileNameOf({ name }, 'master')).toBe(expected),
);

test('posters and sprites are told apart', () => {
  expect(fileNameOf({ name: 'x' }, 'poster')).toBe('x-poster.jpg');
  expect(fileNameOf({ name: 'x' }, 'sprite')).toBe('x-sprite.jpg');
});

test.each([
  ['audio/mpeg', 'x.mp3'],
  ['image/gif', 'x.gif'],
  ['video/webm', 'x.webm'],
  ['video/quicktime', 'x.mov'],
  ['application/zip', 'x.zip'],
  ['image/jpeg', 'x.jpg'],
  ['audio/mp4', 'x.m4a'],
  ['video/mp4', 'x.mp4'],
  ['application/octet-stream', 'x.mp4'],
])('a result of the type %s is saved as %s', (contentType, expected) =>
  expect(fileNameOf({ name: 'x' }, 'master', contentType)).toBe(expected),
);
