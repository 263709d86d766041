import type { Length, PropertyValue } from '@farm/shared/scene';
import type { TextContent } from './draw-state.types.js';
import { isSteady } from './box-state.js';
import { pixels, type PropertyReader } from './property-reader.js';

/** Font size in pixels; its em is 1 % of the canvas width, not the font's own. */
export function fontPixels(read: PropertyReader): number {
  return Math.max(0, read.px('fontSize', read.sizes.vw));
}

export interface WrittenText {
  text: string;
  /** Added to the letter spacing, in the text's own em. */
  spacing: number;
}

/** Typography of a text or captions layer; `read.em` must already be its font size. */
export function textOf(
  read: PropertyReader,
  { text, spacing }: WrittenText,
  canvasWidth: number,
): TextContent {
  return {
    kind: 'text',
    text: transformed(text, read.word('textTransform')),
    fontPx: read.em,
    family: read.word('fontFamily', 'Noto Sans'),
    weight: weightOf(read.value('fontWeight')),
    italic: read.word('fontStyle') === 'italic',
    color: read.color('color') ?? 'rgba(0,0,0,0)',
    align: oneOf(read.word('textAlign'), ['center', 'left', 'right', 'justify']),
    verticalAlign: oneOf(read.word('verticalAlign'), ['middle', 'top', 'bottom']),
    lineHeight: lineHeightOf(read),
    letterSpacing: read.px('letterSpacing') + spacing * read.em,
    wordSpacing: read.px('wordSpacing'),
    indent: read.px('textIndent'),
    decoration: oneOf(read.word('textDecoration'), ['none', 'underline', 'overline', 'line-through']),
    rtl: read.word('direction') === 'rtl',
    wrap: read.value('wrap') !== false,
    steady: isSteady(read),
    maxWidth: maxWidthOf(read, canvasWidth),
    stroke: strokeOf(read),
    shadow: shadowOf(read),
  };
}

function oneOf<T extends string>(word: string, words: readonly [T, ...T[]]): T {
  return words.find((one) => one === word) ?? words[0];
}

function weightOf(value: PropertyValue | undefined): number {
  if (value === 'normal') return 400;
  if (value === 'bold') return 700;
  const weight = Number(value);
  return Number.isFinite(weight) ? Math.min(1000, Math.max(1, weight)) : 600;
}

/** A plain number multiplies the font size. */
function lineHeightOf(read: PropertyReader): number {
  const value = read.value('lineHeight');
  const part: number | Length =
    typeof value === 'object' && !Array.isArray(value) ? value : Number(value ?? 1);
  return Math.max(0, Number.isNaN(part) ? read.em : pixels(part, read.em));
}

/** ILVE's maxWidth counts in 1 % of the width; never more than the canvas. */
function maxWidthOf(read: PropertyReader, canvasWidth: number): number {
  const wanted = read.length('maxWidth', read.sizes.vw);
  return wanted === undefined || wanted <= 0 ? canvasWidth : Math.min(wanted, canvasWidth);
}

function strokeOf(read: PropertyReader): TextContent['stroke'] {
  const width = read.px('textStrokeWidth');
  const color = read.color('textStrokeColor');
  return read.switch('textStroke') && width > 0 && color ? { width, color } : undefined;
}

function shadowOf(read: PropertyReader): TextContent['shadow'] {
  const color = read.color('textShadowColor');
  if (!read.switch('textShadow') || !color) return undefined;
  const [x, y] = read.pair('textShadowOffset');
  return { color, x, y, blur: Math.max(0, read.px('textShadowBlur')) };
}

function transformed(text: string, how: string): string {
  if (how === 'uppercase') return text.toUpperCase();
  if (how === 'lowercase') return text.toLowerCase();
  if (how !== 'capitalize') return text;
  return text.replace(
    /(^|[^\p{L}\p{N}\p{M}'’])(\p{L})/gu,
    (_all, before: string, letter: string) => before + letter.toUpperCase(),
  );
}
