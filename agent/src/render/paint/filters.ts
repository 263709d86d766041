import type { Filters } from '../../compiler/frames/draw-state.types.js';

/** Blur reaches this many sigmas; what is further out is below one step of 8 bits. */
export const BLUR_REACH = 3;

/** The colour filters as CSS text in their fixed order (videojson.md 6.3); undefined when all are neutral. */
export function colorFilter(filters: Filters): string | undefined {
  const stages: [string, number, number, string][] = [
    ['brightness', filters.brightness, 1, ''],
    ['contrast', filters.contrast, 1, ''],
    ['grayscale', filters.grayscale, 0, ''],
    ['hue-rotate', filters.hueRotate, 0, 'deg'],
    ['invert', filters.invert, 0, ''],
    ['saturate', filters.saturate, 1, ''],
    ['sepia', filters.sepia, 0, ''],
  ];
  const used = stages.filter(([, value, neutral]) => value !== neutral);
  return used.length === 0
    ? undefined
    : used.map(([name, value, , unit]) => `${name}(${value}${unit})`).join(' ');
}

export function hasFilter(filters: Filters): boolean {
  return filters.blur > 0 || colorFilter(filters) !== undefined;
}
