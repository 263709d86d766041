import type { Caption } from '@farm/shared/scene';

export interface CaptionLimits {
  maxCharsPerLine: number;
  maxLines: number;
}

/**
 * One caption in lines of at most `maxCharsPerLine` characters; what does not fit `maxLines` becomes further captions
 * that share the time by their number of characters (videojson.md 2.4). Words longer than a line are kept whole.
 */
export function pagesOf(entry: Caption, { maxCharsPerLine, maxLines }: CaptionLimits): Caption[] {
  const lines = entry.text.split('\n').flatMap((line) => wrap(line, maxCharsPerLine));
  if (lines.length <= maxLines) return [{ ...entry, text: lines.join('\n') }];
  const pages: string[] = [];
  for (let i = 0; i < lines.length; i += maxLines) pages.push(lines.slice(i, i + maxLines).join('\n'));
  return shareTime(entry, pages);
}

function wrap(line: string, most: number): string[] {
  const words = line.split(' ');
  const lines: string[] = [];
  let current = words.shift() ?? '';
  for (const word of words) {
    if ([...current].length + 1 + [...word].length <= most) current += ` ${word}`;
    else {
      lines.push(current);
      current = word;
    }
  }
  return [...lines, current];
}

function shareTime({ start, end }: Caption, pages: readonly string[]): Caption[] {
  const weights = pages.map((page) => Math.max(1, page.length));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  let before = 0;
  return pages.map((text, i) => {
    const from = start + ((end - start) * before) / total;
    before += weights[i] ?? 0;
    return { text, start: from, end: start + ((end - start) * before) / total };
  });
}
