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
  ])('%p becomes %p', (name, safe) => expect(safeFileName(name)).toBe(safe));
});
