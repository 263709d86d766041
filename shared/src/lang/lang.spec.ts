import { nearestName, stableJson } from './index.js';

describe('nearestName', () => {
  const known = ['slideUp', 'slideDown', 'fade', 'zoom'];
  test.each([
    ['slideup', 'slideUp'],
    ['fadee', 'fade'],
    ['zom', 'zoom'],
  ])('%s was meant to be %s', (wrong, right) => expect(nearestName(wrong, known)).toBe(right));
  test('says nothing when nothing is near', () => expect(nearestName('kaleidoscope', known)).toBeUndefined());
});

describe('stableJson', () => {
  test('the order of keys does not matter, that of lists does', () => {
    expect(stableJson({ b: 1, a: [{ d: 1, c: 2 }] })).toBe(stableJson({ a: [{ c: 2, d: 1 }], b: 1 }));
    expect(stableJson([1, 2])).not.toBe(stableJson([2, 1]));
  });
  test('undefined members are left out', () =>
    expect(stableJson({ a: undefined, b: null })).toBe('{"b":null}'));
});
