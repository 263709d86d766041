import type { Caption } from '@farm/shared/scene';

const TIMING =
  /^\s*(?:(\d{1,3}):)?(\d{1,2}):(\d{2})[.,](\d{1,3})\s*-->\s*(?:(\d{1,3}):)?(\d{1,2}):(\d{2})[.,](\d{1,3})/;

/** Captions of an SRT or WebVTT text; undefined when it holds none. Markup such as `<i>` is taken out. */
export function parseSubtitles(text: string): Caption[] | undefined {
  const blocks = text
    .replace(/^\uFEFF/, '')
    .replace(/\r\n?/g, '\n')
    .split(/\n[ \t]*\n/);
  const captions = blocks.flatMap((block) => parseBlock(block.split('\n')));
  return captions.length > 0 ? captions : undefined;
}

function parseBlock(lines: readonly string[]): Caption[] {
  const at = lines.findIndex((line) => TIMING.test(line));
  const match = TIMING.exec(lines[at] ?? '');
  if (!match) return [];
  const start = seconds(match.slice(1, 5));
  const end = seconds(match.slice(5, 9));
  const text = lines
    .slice(at + 1)
    .map((line) =>
      line
        .replace(/<[^<>]{0,100}>/g, '')
        .replace(/\{\\an\d\}/g, '')
        .trim(),
    )
    .filter((line) => line !== '')
    .join('\n');
  return text !== '' && end > start ? [{ text, start, end }] : [];
}

function seconds([hours, minutes, whole, fraction = '0']: readonly (string | undefined)[]): number {
  const clock = Number(hours ?? 0) * 3600 + Number(minutes ?? 0) * 60 + Number(whole ?? 0);
  return clock + Number(fraction.padEnd(3, '0')) / 1000;
}
