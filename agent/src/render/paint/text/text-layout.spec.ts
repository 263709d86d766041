import { layOutText, type LayoutStyle, type Measure } from './text-layout.js';

/** Every letter is 10 wide. */
const measure: Measure = { width: (text) => [...text].length * 10, ascent: 9, descent: 3 };
const style: LayoutStyle = {
  align: 'left',
  rtl: false,
  wrap: true,
  maxWidth: 100,
  lineHeight: 20,
  indent: 0,
  steady: false,
};
const lines = (text: string, more: Partial<LayoutStyle> = {}) =>
  layOutText(text, { ...style, ...more }, measure).lines.map((line) => line.text);

describe('lines', () => {
  test.each([
    ['one two three', ['one two', 'three']],
    ['one two th', ['one two th']],
    ['a\nb', ['a', 'b']],
    ['\n', ['', '']],
    ['', ['']],
    ['extraordinarily long', ['extraordinarily', 'long']],
    ['well-known thing', ['well-known', 'thing']],
    ['日本語日本語日本語日本', ['日本語日本語日本語日', '本']],
    ['one two   three', ['one two', 'three']],
    ['no\u00a0break at\u00a0all', ['no\u00a0break', 'at\u00a0all']],
  ])('%j', (text, expected) => expect(lines(text)).toEqual(expected));

  test('wrap off breaks at newlines only', () =>
    expect(lines('one two three four\nfive', { wrap: false })).toEqual(['one two three four', 'five']));
  test('an indent takes room from the first line', () =>
    expect(lines('one two th four', { indent: 30 })).toEqual(['one two', 'th four']));
});

describe('the box', () => {
  test('shrinks to the longest line, and never exceeds the limit', () => {
    expect(layOutText('abc\nabcde', style, measure)).toMatchObject({ width: 50, height: 40 });
    expect(layOutText('one two three', style, measure)).toMatchObject({ width: 100, height: 40 });
    expect(layOutText('one two three', { ...style, wrap: false }, measure)).toMatchObject({
      width: 100,
      height: 20,
    });
  });
  test('the baseline centres the font in its line', () => {
    expect(layOutText('a\nb', style, measure).lines.map((line) => line.baseline)).toEqual([13, 33]);
  });
  test('steady baselines are whole and lean up, as in browsers', () => {
    const odd = { ...style, lineHeight: 12.5, steady: true };
    expect(layOutText('a\nb\nc', odd, measure).lines.map((line) => line.baseline)).toEqual([9, 21, 34]);
  });
});

describe('alignment', () => {
  const first = (text: string, more: Partial<LayoutStyle>) =>
    layOutText(text, { ...style, ...more }, measure).lines.map(({ x, stretch }) => [x, stretch]);
  test('left, centre, right', () => {
    expect(first('ab\nabcd', { align: 'left' })).toEqual([
      [0, 0],
      [0, 0],
    ]);
    expect(first('ab\nabcd', { align: 'center' })).toEqual([
      [10, 0],
      [0, 0],
    ]);
    expect(first('ab\nabcd', { align: 'right' })).toEqual([
      [20, 0],
      [0, 0],
    ]);
  });
  test('justify stretches the spaces of every line but the last', () => {
    expect(first('a b c ddddddd', { align: 'justify' })).toEqual([
      [0, 25],
      [0, 0],
    ]);
  });
  test('unwrapped text spills to both sides when centred', () => {
    expect(first('abcdefghijkl', { align: 'center', wrap: false })).toEqual([[-10, 0]]);
  });
});
