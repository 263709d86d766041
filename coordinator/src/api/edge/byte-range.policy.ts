/** Inclusive byte positions. */
export interface Range {
  start: number;
  end: number;
}

/**
 * What the header Range asks of a file of `size` bytes: one range, the whole file (no, a foreign or a multiple range:
 * servers may answer those in full), or nothing that the file has.
 */
export function parseRange(header: string | undefined, size: number): Range | 'whole' | 'unsatisfiable' {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header?.replace(/\s+/g, '') ?? '');
  const [from, to] = [match?.[1] ?? '', match?.[2] ?? ''];
  if (!match || (from === '' && to === '')) return 'whole';
  if (from === '') {
    const length = Math.min(Number(to), size);
    return length === 0 ? 'unsatisfiable' : { start: size - length, end: size - 1 };
  }
  const start = Number(from);
  const end = to === '' ? size - 1 : Math.min(Number(to), size - 1);
  if (to !== '' && Number(to) < start) return 'whole'; // not a valid range: ignored, as HTTP asks
  return start >= size ? 'unsatisfiable' : { start, end };
}
