import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { compare, type Likeness } from './golden/compare.js';
import { contactSheet } from './golden/contact-sheet.js';
import { goldens, ours, theirs } from './golden/reference-frame.js';

const OUTPUT = join(import.meta.dirname, '..', 'output', 'golden');
const BAR = 0.985;
/** Noise that is seeded by float32 hashes may differ by single cells. */
const EFFECTS_BAR = 0.97;
/**
 * Shifted channels are light beyond the layer's alpha. The reference adds it to whatever lies below; here it makes its
 * pixel as opaque as it is bright, so that a layer looks the same on a plane of its own.
 */
const LIGHT: Record<string, number> = {
  'examples/09-effects.f135': 0.93,
  'transitions/glitchResolve.f006': 0.98,
};
const barOf = (name: string): number => LIGHT[name] ?? (name.startsWith('effects/') ? EFFECTS_BAR : BAR);

/**
 * The reference shows what these should hide: it composites colour beyond alpha as light. Here the hidden part is
 * hidden; effects.media.ts checks that.
 */
const CORRECTED = /^(effects|transitions)\/(radialReveal|scanReveal|burnDissolve)\b/;

/** The example is a full HD picture through five effects. */
jest.setTimeout(60_000);

const rows: ({ name: string } & Likeness)[] = [];

describe('frames of the reference renderer', () => {
  beforeAll(() => mkdirSync(OUTPUT, { recursive: true }));
  afterAll(() => writeFileSync(join(OUTPUT, 'report.json'), `${JSON.stringify(rows, null, 2)}\n`));

  const judged = goldens().filter(({ name }) => !CORRECTED.test(name));
  test.each(judged.map((golden) => [golden.name, golden] as const))('%s', async (name, golden) => {
    const [drawn, reference] = [await ours(golden), await theirs(golden)];
    const likeness = compare(reference, drawn);
    rows.push({ name, ...likeness });
    const bar = barOf(name);
    if (likeness.ssim < bar || process.env.GOLDEN_SHEETS)
      writeFileSync(sheetOf(name), contactSheet(reference, drawn).toBuffer('image/png'));
    expect({ name, ...likeness, sheet: sheetOf(name), good: likeness.ssim >= bar }).toMatchObject({
      good: true,
    });
  });
});

const sheetOf = (name: string): string => join(OUTPUT, `${name.replace('/', '-')}.png`);
