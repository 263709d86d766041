import type { TextLayer } from '@farm/shared/scene';
import type { ElementInput } from '../translation.js';

/** Text is all property: what it says, and how. */
export function textElement({ base }: ElementInput): TextLayer {
  return { ...base, kind: 'text' };
}
