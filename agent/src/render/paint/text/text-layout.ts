import { unbreakableParts } from './line-breaks.js';

/** What layout asks of a font; widths include letter and word spacing. */
export interface Measure {
  width(text: string): number;
  /** Of the asked family, pixels above and below the baseline. */
  ascent: number;
  descent: number;
}

export interface LayoutStyle {
  align: 'left' | 'right' | 'center' | 'justify';
  rtl: boolean;
  wrap: boolean;
  maxWidth: number;
  lineHeight: number;
  indent: number;
  /** Baselines fall on whole pixels, as browsers place them. */
  steady: boolean;
}

export interface TextLine {
  text: string;
  /** Left edge and baseline inside the content box. */
  x: number;
  baseline: number;
  /** Advance without hanging spaces. */
  width: number;
  /** Added to every space of a justified line. */
  stretch: number;
}

export interface TextLayout {
  lines: TextLine[];
  width: number;
  height: number;
}

interface Broken {
  text: string;
  width: number;
  indent: number;
  /** A forced break or the end of the text follows. */
  last: boolean;
}

/** Lines of a text as CSS breaks them with `white-space: pre-wrap`, in a box that shrinks to fit (videojson.md 2.3). */
export function layOutText(text: string, style: LayoutStyle, measure: Measure): TextLayout {
  const broken = text
    .split('\n')
    .flatMap((paragraph, i) => breakParagraph(paragraph, i === 0, style, measure));
  const natural = Math.max(
    0,
    ...text.split('\n').map((line, i) => measure.width(line) + (i === 0 ? style.indent : 0)),
  );
  const width = Math.min(natural, style.maxWidth);
  const lines = broken.map((line, i) => placed(line, width, baselineOf(i, style, measure), style));
  return { lines, width, height: broken.length * style.lineHeight };
}

/** Baseline of a line below the top of the content. Browsers round both metrics and give the odd half pixel to the top. */
function baselineOf(line: number, { lineHeight, steady }: LayoutStyle, { ascent, descent }: Measure): number {
  if (!steady) return line * lineHeight + lineHeight / 2 + (ascent - descent) / 2;
  const [above, below] = [Math.round(ascent), Math.round(descent)];
  return Math.ceil(line * lineHeight + above + Math.floor((lineHeight - above - below) / 2) - 0.5);
}

/** Greedy filling; spaces at the end of a line hang over its edge. */
function breakParagraph(paragraph: string, first: boolean, style: LayoutStyle, measure: Measure): Broken[] {
  const indent = first ? style.indent : 0;
  const single = { text: paragraph, width: hungWidth(paragraph, measure), indent, last: true };
  if (!style.wrap || single.width + indent <= style.maxWidth + 0.01) return [single];
  const lines: Broken[] = [];
  let line = '';
  for (const part of unbreakableParts(paragraph)) {
    const room = style.maxWidth - (lines.length === 0 ? indent : 0);
    if (line !== '' && hungWidth(line + part, measure) > room + 0.01) {
      lines.push(brokenLine(line, lines.length === 0 ? indent : 0, measure));
      line = '';
    }
    line += part;
  }
  lines.push({ ...brokenLine(line, lines.length === 0 ? indent : 0, measure), last: true });
  return lines;
}

function brokenLine(text: string, indent: number, measure: Measure): Broken {
  const kept = text.replace(/[ \t]+$/, '');
  return { text: kept, width: measure.width(kept), indent, last: false };
}

const hungWidth = (text: string, measure: Measure): number => measure.width(text.replace(/[ \t]+$/, ''));

function placed(line: Broken, boxWidth: number, baseline: number, style: LayoutStyle): TextLine {
  const spare = boxWidth - line.width - line.indent;
  const spaces = line.text.split(' ').length - 1;
  const justified = style.align === 'justify' && !line.last && spaces > 0 && spare > 0;
  const base = { text: line.text, baseline, width: line.width, stretch: justified ? spare / spaces : 0 };
  if (justified) return { ...base, x: style.rtl ? 0 : line.indent, width: line.width + spare };
  return { ...base, x: startOf(spare, line.indent, style) };
}

function startOf(spare: number, indent: number, { align, rtl, wrap }: LayoutStyle): number {
  // Lines that overflow keep their start in the box; only unwrapped ones spill to both sides.
  const free = spare < 0 && wrap ? 0 : spare;
  const lead = rtl ? 0 : indent;
  if (align === 'center' || spare < 0) return align === 'center' || !wrap ? lead + free / 2 : lead;
  const atEnd = align === 'right' || (align === 'justify' && rtl);
  return atEnd ? lead + free : lead;
}
