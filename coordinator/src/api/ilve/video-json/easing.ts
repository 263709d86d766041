import type { Easing } from '@farm/shared/scene';

/** The easings of VideoJSON, and the CSS words that people write instead. */
const NAMED: ReadonlyMap<string, Easing> = new Map<string, Easing>([
  ['step', 'step'],
  ['linear', 'linear'],
  ['easeIn', 'easeIn'],
  ['easeOut', 'easeOut'],
  ['easeInOut', 'easeInOut'],
  ['ease', 'cubic-bezier(0.25,0.1,0.25,1)'],
  ['ease-in', 'cubic-bezier(0.42,0,1,1)'],
  ['ease-out', 'cubic-bezier(0,0,0.58,1)'],
  ['ease-in-out', 'cubic-bezier(0.42,0,0.58,1)'],
  ['step-end', 'step'],
]);

export const EASING_NAMES = ['step', 'linear', 'easeIn', 'easeOut', 'easeInOut'] as const;

/** An easing in its one spelling; undefined when it is none. */
export function parseEasing(value: unknown): Easing | undefined {
  if (typeof value !== 'string' || value.length > 80) return undefined;
  return NAMED.get(value.trim()) ?? bezier(value);
}

/** x of both handles must lie in 0..1, as in CSS, else time would run backwards. */
function bezier(text: string): Easing | undefined {
  const inside = /^\s*cubic-bezier\(([^()]*)\)\s*$/.exec(text)?.[1];
  const numbers = inside?.split(',').map((part) => (part.trim() === '' ? NaN : Number(part)));
  if (numbers?.length !== 4 || !numbers.every((n) => Number.isFinite(n) && Math.abs(n) <= 100))
    return undefined;
  const [x1 = 0, , x2 = 0] = numbers;
  return x1 < 0 || x1 > 1 || x2 < 0 || x2 > 1 ? undefined : `cubic-bezier(${numbers.join(',')})`;
}
