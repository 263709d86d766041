import { parseColor } from '@farm/shared/motion';

/** Whether the text is a CSS colour that the painter can read: hex, rgb(), hsl() or a name. */
export function isColor(text: string): boolean {
  return text.length <= 100 && parseColor(text) !== undefined;
}
