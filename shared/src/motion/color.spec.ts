import { colorToCss, mixColors, parseColor } from './color.js';

describe('parseColor', () => {
  test.each([
    ['#f00', 'rgba(255,0,0,1)'],
    ['#F008', 'rgba(255,0,0,0.5333)'],
    ['#102030', 'rgba(16,32,48,1)'],
    ['#10203080', 'rgba(16,32,48,0.502)'],
    ['rgb(1, 2, 3)', 'rgba(1,2,3,1)'],
    ['rgba(255,0,0,.5)', 'rgba(255,0,0,0.5)'],
    ['rgb(100% 0% 50% / 25%)', 'rgba(255,0,128,0.25)'],
    ['rgb(300,-5,0)', 'rgba(255,0,0,1)'],
    ['hsl(120, 100%, 25%)', 'rgba(0,128,0,1)'],
    ['hsla(-120deg 100% 50% / 0.1)', 'rgba(0,0,255,0.1)'],
    ['hsl(0.5turn 100% 50%)', 'rgba(0,255,255,1)'],
    ['RebeccaPurple', 'rgba(102,51,153,1)'],
    ['transparent', 'rgba(0,0,0,0)'],
  ])('%s', (text, css) => expect(colorToCss(parseColor(text) ?? { r: 9, g: 9, b: 9, a: 9 })).toBe(css));

  test.each([
    '',
    'redd',
    '#12',
    '#12345',
    '#ggg',
    'rgb(1,2)',
    'rgb(a,b,c)',
    'hsl(10,20)',
    'url(x)',
    'constructor',
  ])('%j is no colour', (text) => expect(parseColor(text)).toBeUndefined());
});

describe('mixColors', () => {
  test('goes through premultiplied colour: a clear end does not darken', () => {
    const clear = { r: 0, g: 0, b: 0, a: 0 };
    expect(mixColors(clear, { r: 1, g: 0, b: 0, a: 1 }, 0.5)).toEqual({ r: 1, g: 0, b: 0, a: 0.5 });
  });
});
