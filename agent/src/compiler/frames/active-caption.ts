import type { CaptionsLayer } from '@farm/shared/scene';

interface Page {
  text: string;
  start: number;
  end: number;
}

/** Text of the captions at a second of the container's clock; both ends of an entry are shown, the earlier one wins. */
export function activeCaption(layer: CaptionsLayer, time: number): string {
  const at = Math.round(time * 1e9) / 1e9;
  const entry = layer.captions.find((caption) => caption.start <= at && at <= caption.end);
  if (!entry) return '';
  const pages = pagesOf(entry, layer.maxCharsPerLine, layer.maxLines);
  return (pages.find((page) => at <= page.end) ?? pages.at(-1))?.text ?? '';
}

/** An entry that needs more lines than allowed is shown in pages, each as long as its share of the characters. */
function pagesOf(entry: Page, perLine: number, maxLines: number): Page[] {
  const lines = entry.text.split('\n').flatMap((line) => wrapWords(line, perLine));
  if (lines.length <= maxLines) return [{ ...entry, text: lines.join('\n') }];
  const texts: string[] = [];
  for (let i = 0; i < lines.length; i += maxLines) texts.push(lines.slice(i, i + maxLines).join('\n'));
  const all = texts.reduce((sum, text) => sum + text.length, 0);
  let before = 0;
  return texts.map((text) => {
    const start = entry.start + ((entry.end - entry.start) * before) / all;
    before += text.length;
    return { text, start, end: entry.start + ((entry.end - entry.start) * before) / all };
  });
}

/** Greedy lines of at most `perLine` characters; a longer word keeps a line to itself. */
export function wrapWords(line: string, perLine: number): string[] {
  if ([...line].length <= perLine) return [line];
  const lines: string[] = [];
  let current = '';
  for (const word of line.split(/\s+/)) {
    const longer = current === '' ? word : `${current} ${word}`;
    if (current !== '' && [...longer].length > perLine) {
      lines.push(current);
      current = word;
    } else current = longer;
  }
  return [...lines, current];
}
