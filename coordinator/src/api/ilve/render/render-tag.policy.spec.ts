import { hasTag, readWait, renderTag, seenIn } from './render-tag.policy.js';

const TAG = renderTag({ state: 'rendering', stage: 'preparing' }, 'a_b-1');

test('a tag says what was seen', () => {
  expect(TAG).toBe('W/"rendering.preparing.a_b-1"');
  expect(seenIn(TAG)).toEqual({ state: 'rendering', stage: 'preparing' });
  expect(seenIn(`"x", ${TAG}`)).toEqual({ state: 'rendering', stage: 'preparing' });
  for (const none of [undefined, '', '*', '"x"', 'W/"a.b"']) expect(seenIn(none)).toBeUndefined();
});

test.each([
  [TAG, true],
  ['"rendering.preparing.a_b-1"', true],
  [`"x", ${TAG}`, true],
  ['*', true],
  ['W/"rendering.preparing.other"', false],
  ['', false],
  [undefined, false],
])('If-None-Match %s names it: %s', (header, expected) => expect(hasTag(header, TAG)).toBe(expected));

test.each([
  ['30', 30_000],
  ['0', 0],
  ['3600', 60_000],
  ['-1', 0],
  ['1.5', 0],
  ['soon', 0],
  [undefined, 0],
])('?wait=%s is %d ms', (text, ms) => expect(readWait(text)).toBe(ms));
