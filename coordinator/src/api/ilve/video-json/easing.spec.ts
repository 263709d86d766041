import { parseEasing } from './easing.js';

describe('easings', () => {
  test.each([
    ['easeInOut', 'easeInOut'],
    ['step', 'step'],
    ['ease-in', 'cubic-bezier(0.42,0,1,1)'],
    [' cubic-bezier( .1, -0.5 , 1, 2 ) ', 'cubic-bezier(0.1,-0.5,1,2)'],
  ])('%p', (given, easing) => expect(parseEasing(given)).toBe(easing));

  test.each([
    'easein',
    'bounce',
    'cubic-bezier(1,2,3)',
    'cubic-bezier(2,0,0,0)',
    'cubic-bezier(0,,0,0)',
    'constructor',
    '__proto__',
    5,
    undefined,
  ])('%p is none', (given) => expect(parseEasing(given)).toBeUndefined());
});
