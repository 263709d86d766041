import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { withoutSvgGlyphs } from './color-glyphs.js';
import { registerBytes, registerFile } from './global-fonts.js';
import { nearestWeight } from './nearest-weight.js';
import { inRanges, parseRanges, type Ranges } from './unicode-ranges.js';

interface Metadata {
  weights: number[];
  styles: string[];
}

interface Subset {
  /** `latin`, or for emoji `0` … `10`. */
  name: string;
  ranges: Ranges;
}

/**
 * A family of @fontsource: one file for each subset, weight and style. Skia does not merge files that share a name
 * (letters of the later ones come out as boxes), so every file gets a name of its own and text names them in order.
 */
export class ShippedFamily {
  private readonly folder: string;
  private readonly subsets: Subset[];
  private readonly metadata: Metadata;

  constructor(
    private readonly slug: string,
    private readonly colored = false,
  ) {
    const require = createRequire(import.meta.url);
    this.folder = dirname(require.resolve(`@fontsource/${slug}/unicode.json`));
    const json = (name: string): unknown => JSON.parse(readFileSync(join(this.folder, name), 'utf8'));
    this.metadata = json('metadata.json') as Metadata;
    this.subsets = Object.entries(json('unicode.json') as Record<string, string>)
      .map(([name, ranges]) => ({ name: name.replace(/[[\]]/g, ''), ranges: parseRanges(ranges) }))
      // The reference browser asks for the Latin file first; digits and spaces are in several.
      .sort((a, b) => Number(b.name === 'latin') - Number(a.name === 'latin'));
  }

  weightFor(wanted: number): number {
    return nearestWeight(wanted, this.metadata.weights);
  }

  covers(code: number): boolean {
    return this.subsets.some((subset) => inRanges(subset.ranges, code));
  }

  /** Names of the files that hold letters of the text, registered. The Latin file is always among them. */
  facesFor(codes: readonly number[], wanted: number, italic: boolean): string[] {
    const weight = this.weightFor(wanted);
    const style = italic && this.metadata.styles.includes('italic') ? 'italic' : 'normal';
    return this.subsets
      .filter(({ name, ranges }) => name === 'latin' || codes.some((code) => inRanges(ranges, code)))
      .map(({ name }) => this.register(name, weight, style));
  }

  private register(subset: string, weight: number, style: string): string {
    const face = `ff ${this.slug} ${subset} ${weight} ${style}`;
    const file = join(this.folder, 'files', `${this.slug}-${subset}-${weight}-${style}.woff`);
    if (this.colored) registerBytes(face, () => withoutSvgGlyphs(readFileSync(file)));
    else registerFile(face, `${file}2`);
    return face;
  }
}
