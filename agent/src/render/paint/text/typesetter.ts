import { createCanvas, type SKRSContext2D } from '@napi-rs/canvas';
import type { Rect } from '@farm/shared/geometry';
import type { TextContent } from '../../../compiler/frames/draw-state.types.js';
import type { Face, FontStore } from '../../font-store.js';
import { layOutText, type Measure, type TextLayout } from './text-layout.js';

/** A text ready to be drawn. */
export interface SetText {
  layout: TextLayout;
  /** For `ctx.font`. */
  font: string;
  ascent: number;
  descent: number;
  /** What the glyphs touch, in content-box coordinates; stroke and shadow not counted. */
  ink: Rect;
  replaced: boolean;
}

const KEPT = 500;

/** Lays texts out and remembers them: most frames show the same words. */
export class Typesetter {
  private readonly ctx: SKRSContext2D = createCanvas(1, 1).getContext('2d');
  private readonly kept = new Map<string, SetText>();

  constructor(private readonly fonts: FontStore) {}

  set(content: TextContent): SetText {
    const key = layoutKey(content);
    const known = this.kept.get(key);
    if (known) return known;
    if (this.kept.size >= KEPT) this.kept.clear();
    const set = this.layOut(content);
    this.kept.set(key, set);
    return set;
  }

  private layOut(content: TextContent): SetText {
    const face = this.fonts.face(content);
    const font = fontOf(face, face.families, content.fontPx);
    const { ascent, descent } = this.metrics(face, content.fontPx);
    prepare(this.ctx, content, font);
    const widths = new Map<string, number>();
    const measure: Measure = {
      ascent,
      descent,
      width: (text) => {
        const width = widths.get(text) ?? this.ctx.measureText(text).width;
        widths.set(text, width);
        return width;
      },
    };
    const layout = layOutText(content.text, content, measure);
    return { layout, font, ascent, descent, ink: this.inkOf(layout, content), replaced: face.replaced };
  }

  private metrics(face: Face, px: number): { ascent: number; descent: number } {
    this.ctx.font = fontOf(face, face.primary, px);
    const { fontBoundingBoxAscent, fontBoundingBoxDescent } = this.ctx.measureText('x');
    return { ascent: fontBoundingBoxAscent, descent: fontBoundingBoxDescent };
  }

  private inkOf(layout: TextLayout, content: TextContent): Rect {
    let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
    // Colour glyphs and stacked marks are not in the measured box: allow them an em.
    const extra = /^[\x20-\x7e\s]*$/.test(content.text) ? 0 : content.fontPx * 0.25;
    for (const line of layout.lines) {
      if (line.text.trim() === '') continue;
      const ink = this.ctx.measureText(line.text);
      left = Math.min(left, line.x - Math.max(0, ink.actualBoundingBoxLeft) - extra);
      right = Math.max(right, line.x + Math.max(line.width, ink.actualBoundingBoxRight) + extra);
      top = Math.min(top, line.baseline - ink.actualBoundingBoxAscent - extra);
      bottom = Math.max(bottom, line.baseline + ink.actualBoundingBoxDescent + extra);
    }
    if (left > right) return { x: 0, y: 0, width: 0, height: 0 };
    return { x: left - 1, y: top - 1, width: right - left + 2, height: bottom - top + 2 };
  }
}

function fontOf(face: Face, families: string, px: number): string {
  return `${face.style} ${face.weight} ${px}px ${families}`;
}

/** Sets everything but colour on a context. */
export function prepare(ctx: SKRSContext2D, content: TextContent, font: string): void {
  ctx.font = font;
  ctx.textBaseline = 'alphabetic';
  ctx.textAlign = 'left';
  ctx.direction = content.rtl ? 'rtl' : 'ltr';
  ctx.letterSpacing = `${content.letterSpacing}px`;
  ctx.wordSpacing = `${content.wordSpacing}px`;
}

function layoutKey(c: TextContent): string {
  const face = [c.text, c.fontPx, c.family, c.weight, c.italic];
  const lines = [
    c.align,
    c.lineHeight,
    c.letterSpacing,
    c.wordSpacing,
    c.indent,
    c.rtl,
    c.wrap,
    c.maxWidth,
    c.steady,
  ];
  return JSON.stringify([face, lines]);
}
