import { NAMED_COLORS } from './color-names.js';

const NUMBER = String.raw`[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d{1,3})?`;
const CHANNEL = String.raw`(?:${NUMBER}%?|none)`;
const HUE = String.raw`(?:${NUMBER}(?:deg|rad|grad|turn)?|none)`;
const commas = (first: string) =>
  String.raw`${first}\s*,\s*${CHANNEL}\s*,\s*${CHANNEL}(?:\s*,\s*${CHANNEL})?`;
const spaces = (first: string) => String.raw`${first}\s+${CHANNEL}\s+${CHANNEL}(?:\s*/\s*${CHANNEL})?`;
const FORMS = [
  /^#(?:[0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})$/,
  new RegExp(String.raw`^rgba?\(\s*(?:${commas(CHANNEL)}|${spaces(CHANNEL)})\s*\)$`),
  new RegExp(String.raw`^hsla?\(\s*(?:${commas(HUE)}|${spaces(HUE)})\s*\)$`),
];

/** Whether the text is a CSS colour that the painter can read: hex, rgb(), hsl() or a name. */
export function isColor(text: string): boolean {
  if (text.length > 100) return false;
  const asked = text.trim().toLowerCase();
  return asked === 'transparent' || NAMED_COLORS.has(asked) || FORMS.some((form) => form.test(asked));
}
