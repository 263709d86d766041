import { createRequire } from 'node:module';
import { createCanvas } from '@napi-rs/canvas';
import { FontStore } from './font-store.js';
import { nearestWeight } from './fonts/nearest-weight.js';

const ask = (text: string, family = 'Noto Sans') => ({ family, weight: 600, italic: false, text });

/** How many pixels a text covers, and whether any of them has a colour of its own. */
function drawn(store: FontStore, text: string): { covered: number; colored: boolean } {
  const ctx = createCanvas(120, 60).getContext('2d');
  const face = store.face(ask(text));
  ctx.font = `${face.style} ${face.weight} 32px ${face.families}`;
  ctx.fillStyle = '#fff';
  ctx.fillText(text, 8, 40);
  const { data } = ctx.getImageData(0, 0, 120, 60);
  let covered = 0;
  let colored = false;
  for (let i = 0; i < data.length; i += 4) {
    if ((data[i + 3] ?? 0) > 128) covered++;
    if ((data[i + 3] ?? 0) > 128 && Math.abs((data[i] ?? 0) - (data[i + 2] ?? 0)) > 60) colored = true;
  }
  return { covered, colored };
}

describe('families', () => {
  const store = new FontStore();
  test('are found whatever their case', () => {
    expect(store.face(ask('x', 'inter')).families).toContain('ff inter latin 600 normal');
    expect(store.has('NOTO SANS')).toBe(true);
  });
  test('an unknown one is replaced and says so', () => {
    expect(store.face(ask('x', 'Nosuch'))).toMatchObject({ replaced: true });
    expect(store.face(ask('x', 'Inter'))).toMatchObject({ replaced: false });
  });
  test('a font file gets the name it is given', () => {
    const path = createRequire(import.meta.url).resolve(
      '@fontsource/inter/files/inter-latin-400-normal.woff2',
    );
    expect(store.register('Brand Sans', path)).toBe(true);
    expect(store.face(ask('x', 'brand sans'))).toMatchObject({ replaced: false, weight: 600 });
    expect(store.register('Broken', __filename)).toBe(false);
    expect(store.has('Broken')).toBe(false);
  });
  test('only the files that a text needs are named', () => {
    expect(store.face(ask('abc')).families).not.toMatch(/cyrillic|emoji/);
    expect(store.face(ask('abc ж 🚀')).families).toMatch(/cyrillic.*emoji/);
  });
});

describe('every shipped script is drawn by its own file', () => {
  const store = new FontStore();
  // A box is drawn for a missing letter: all boxes are alike, letters are not.
  test.each([
    ['Ж', 'Щ'],
    ['Ω', 'λ'],
    ['ế', 'ợ'],
    ['Ł', 'ő'],
    ['न', 'म'],
  ])('%s %s', (one, other) => {
    expect(drawn(store, one).covered).toBeGreaterThan(20);
    expect(drawn(store, one).covered).not.toBe(drawn(store, other).covered);
  });
  test('emoji are coloured', () => expect(drawn(store, '🚀').colored).toBe(true));
});

test.each([
  [600, [100, 400, 700], 700],
  [600, [400], 400],
  [450, [400, 500, 700], 500],
  [400, [300, 500], 500],
  [500, [300, 600], 300],
  [250, [100, 200, 300], 200],
  [950, [400, 900], 900],
])('weight %d of %j is %d', (wanted, available, weight) =>
  expect(nearestWeight(wanted, available)).toBe(weight),
);
