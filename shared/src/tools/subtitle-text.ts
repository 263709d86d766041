import type { SubtitleCue } from './plan.schema.js';

const TIMING =
  /^\s*(?:(\d{1,3}):)?(\d{1,2}):(\d{2})[.,](\d{1,3})\s*-->\s*(?:(\d{1,3}):)?(\d{1,2}):(\d{2})[.,](\d{1,3})/;

export const MOST_CUES = 5000;
const LONGEST_CUE = 500;

/**
 * The cues of an SRT or WebVTT text, in order of time; empty when it holds none. Markup (`<i>`, `{\an8}`) is taken
 * out and what is left is plain text: nothing of a customer's file reaches a filter as anything else.
 */
export function readSubtitles(text: string): SubtitleCue[] {
  const blocks = text
    .replace(/^\uFEFF/, '')
    .replace(/\r\n?/g, '\n')
    .split(/\n[ \t]*\n/);
  return blocks
    .flatMap((block) => readBlock(block.split('\n')))
    .sort((a, b) => a.start - b.start)
    .slice(0, MOST_CUES);
}

function readBlock(lines: readonly string[]): SubtitleCue[] {
  const at = lines.findIndex((line) => TIMING.test(line));
  const match = TIMING.exec(lines[at] ?? '');
  if (!match) return [];
  const start = secondsOf(match.slice(1, 5));
  const end = secondsOf(match.slice(5, 9));
  const text = lines
    .slice(at + 1)
    .map(plainLine)
    .filter((line) => line !== '')
    .join('\n')
    .slice(0, LONGEST_CUE);
  return text !== '' && end > start ? [{ text, start, end }] : [];
}

const ENTITIES: Record<string, string> = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&nbsp;': ' ' };

function plainLine(line: string): string {
  return line
    .replace(/<[^<>]{0,200}>/g, '')
    .replace(/\{\\[^{}]{0,200}\}/g, '')
    .replace(/&(amp|lt|gt|nbsp);/g, (entity) => ENTITIES[entity] ?? entity)
    .replace(/[\p{Cc}\p{Co}]/gu, '')
    .trim();
}

function secondsOf([hours, minutes, whole, fraction = '0']: readonly (string | undefined)[]): number {
  const clock = Number(hours ?? 0) * 3600 + Number(minutes ?? 0) * 60 + Number(whole ?? 0);
  return clock + Number(fraction.padEnd(3, '0')) / 1000;
}
