import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { compare, type Likeness } from './golden/compare.js';
import { contactSheet } from './golden/contact-sheet.js';
import { goldens, ours, theirs, type Golden } from './golden/reference-frame.js';

const OUTPUT = join(import.meta.dirname, '..', 'output', 'golden');
/** Golden frames whose scenes need what a later issue brings; the dialect must say so. */
const NOT_YET: Record<string, RegExp> = {
  'features/3d.f015': /3-D|rotation|perspective/i,
  'examples/10-groups.f060': /3-D|rotation|numberCountUp/,
  'examples/08-transitions.f174': /transition/i,
};
const BAR = 0.985;

type Row = { name: string } & (Likeness | { refused: string[] });
const rows: Row[] = [];

describe('frames of the reference renderer', () => {
  beforeAll(() => mkdirSync(OUTPUT, { recursive: true }));
  afterAll(() => writeFileSync(join(OUTPUT, 'report.json'), `${JSON.stringify(rows, null, 2)}\n`));

  test.each(goldens().map((golden) => [golden.name, golden] as const))('%s', async (name, golden) => {
    const drawn = await ours(golden);
    if (Array.isArray(drawn)) return expectRefusal(name, drawn);
    expect(NOT_YET[name]).toBeUndefined();
    const { likeness, sheet } = await judge(golden, drawn);
    rows.push({ name, ...likeness });
    if (likeness.ssim < BAR || process.env.GOLDEN_SHEETS) writeFileSync(sheetOf(name), sheet());
    expect({ name, ...likeness, sheet: sheetOf(name), good: likeness.ssim >= BAR }).toMatchObject({
      good: true,
    });
  });
});

function expectRefusal(name: string, reasons: string[]): void {
  rows.push({ name, refused: reasons });
  expect(reasons.join('\n')).toMatch(NOT_YET[name] ?? /^no reason is expected$/);
}

async function judge(golden: Golden, drawn: Awaited<ReturnType<typeof theirs>>) {
  const reference = await theirs(golden);
  return {
    likeness: compare(reference, drawn),
    sheet: () => contactSheet(reference, drawn).toBuffer('image/png'),
  };
}

const sheetOf = (name: string): string => join(OUTPUT, `${name.replace('/', '-')}.png`);
