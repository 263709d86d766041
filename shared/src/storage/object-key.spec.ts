import { isSafeKey, safeFileName } from './object-key.js';

describe('object keys', () => {
  test.each(['a', 'a/b/c.mp4', 'ünï/cödé.png', 'a b/c'])('%s is safe', (key) =>
    expect(isSafeKey(key)).toBe(true),
  );
  test.each(['', '/a', 'a/', 'a//b', '../a', 'a/../b', './a', 'a\\b', 'a\0b', 'x'.repeat(1025)])(
    '%p is refused',
    (key) => expect(isSafeKey(key)).toBe(false),
  );
});

describe('safe file names', () => {
  test.each([
    ['../../etc/passwd', 'passwd'],
    ['C:\\videos\\clip.mp4', 'clip.mp4'],
    ['.hidden', 'hidden'],
    ['a"b\n;c.mp4', 'a_b__c.mp4'],
    ['', 'file'],
    ['...', 'file'],
    ['Grüße 1.png', 'Grüße 1.png'],
    [`${'a'.repeat(200)}.mp4`, `${'a'.repeat(116)}.mp4`],
    [`${'a'.repeat(119)}𠀀.png`, `${'a'.repeat(116)}.png`],
    ['𠀀'.repeat(130), '𠀀'.repeat(120)],
  ])('%p becomes %p', (name, safe) => expect(safeFileName(name)).toBe(safe));
  test('a shortened name can stand in a URL', () =>
    expect(() => encodeURIComponent(safeFileName(`${'a'.repeat(119)}𠀀`))).not.toThrow());
});
