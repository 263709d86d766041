import { NAMED_COLORS } from './named-colors.js';

/** Straight (not premultiplied) sRGB; every member 0..1. */
export interface Color {
  r: number;
  g: number;
  b: number;
  a: number;
}

const clamp01 = (x: number): number => Math.min(1, Math.max(0, x));

/** Any CSS colour of levels 3 and 4 in sRGB: hex, rgb(), rgba(), hsl(), hsla(), names. Undefined: not a colour. */
export function parseColor(text: string): Color | undefined {
  const value = text.trim().toLowerCase();
  if (value === 'transparent' || value === 'none') return { r: 0, g: 0, b: 0, a: 0 };
  if (value.startsWith('#')) return parseHex(value.slice(1));
  const call = /^(rgba?|hsla?)\(([^()]*)\)$/.exec(value);
  if (call) return parseCall(call[1] ?? '', call[2] ?? '');
  const named = NAMED_COLORS[value];
  return named === undefined ? undefined : parseHex(named);
}

function parseHex(digits: string): Color | undefined {
  if (!/^([0-9a-f]{3}|[0-9a-f]{4}|[0-9a-f]{6}|[0-9a-f]{8})$/.test(digits)) return undefined;
  const wide = digits.length <= 4 ? [...digits].map((digit) => digit + digit).join('') : digits;
  const at = (i: number): number => Number.parseInt(wide.slice(i, i + 2), 16) / 255;
  return { r: at(0), g: at(2), b: at(4), a: wide.length === 8 ? at(6) : 1 };
}

function parseCall(name: string, inner: string): Color | undefined {
  const parts = inner.split(/[\s,/]+/).filter((part) => part !== '');
  if (parts.length !== 3 && parts.length !== 4) return undefined;
  const a = parts[3] === undefined ? 1 : fraction(parts[3], 1);
  const [first = '', second = '', third = ''] = parts;
  const rgb = name.startsWith('rgb')
    ? [fraction(first, 255), fraction(second, 255), fraction(third, 255)]
    : hsl(degrees(first), fraction(second, 100), fraction(third, 100));
  const [r = NaN, g = NaN, b = NaN] = rgb;
  if (![r, g, b, a].every(Number.isFinite)) return undefined;
  return { r: clamp01(r), g: clamp01(g), b: clamp01(b), a: clamp01(a) };
}

/** `50%` or a plain number of `whole`; NaN when it is neither. */
function fraction(text: string, whole: number): number {
  const match = /^([+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)(%?)$/.exec(text);
  if (!match) return NaN;
  return match[2] === '%' ? Number(match[1]) / 100 : Number(match[1]) / whole;
}

const TURNS: Record<string, number> = { '': 360, deg: 360, grad: 400, rad: 2 * Math.PI, turn: 1 };

function degrees(text: string): number {
  const match = /^([+-]?(?:\d+\.?\d*|\.\d+))(deg|grad|rad|turn|)$/.exec(text);
  return match ? (Number(match[1]) / (TURNS[match[2] ?? ''] ?? 360)) * 360 : NaN;
}

function hsl(hue: number, saturation: number, lightness: number): number[] {
  const s = clamp01(saturation);
  const l = clamp01(lightness);
  const chroma = s * Math.min(l, 1 - l);
  return [0, 8, 4].map((n) => {
    const k = (((n + hue / 30) % 12) + 12) % 12;
    return l - chroma * Math.max(-1, Math.min(k - 3, 9 - k, 1));
  });
}

/** Mix in premultiplied sRGB, as browsers do. */
export function mixColors(from: Color, to: Color, t: number): Color {
  const a = from.a + (to.a - from.a) * t;
  if (a <= 0) return { r: 0, g: 0, b: 0, a: 0 };
  const mix = (x: number, y: number): number => clamp01((x * from.a * (1 - t) + y * to.a * t) / a);
  return { r: mix(from.r, to.r), g: mix(from.g, to.g), b: mix(from.b, to.b), a: clamp01(a) };
}

/** `rgba(255,0,0,0.5)`: channels are whole, alpha keeps four digits. */
export function colorToCss({ r, g, b, a }: Color): string {
  const byte = (x: number): number => Math.round(x * 255);
  return `rgba(${byte(r)},${byte(g)},${byte(b)},${Math.round(a * 1e4) / 1e4})`;
}
