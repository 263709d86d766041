/** Inclusive code points of one font file. */
export type Ranges = readonly (readonly [number, number])[];

/** Reads `U+0-7F,U+2019` as written in the unicode.json of @fontsource. */
export function parseRanges(text: string): Ranges {
  return text.split(',').map((part) => {
    const [from = '', to = from] = part.trim().replace(/^U\+/i, '').split('-');
    return [Number.parseInt(from, 16), Number.parseInt(to, 16)] as const;
  });
}

export function inRanges(ranges: Ranges, code: number): boolean {
  return ranges.some(([from, to]) => code >= from && code <= to);
}
