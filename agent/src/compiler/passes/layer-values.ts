import { transitionSeconds } from '@farm/shared/motion';
import type { Animation, Layer, PropertyValue, TimedLayer } from '@farm/shared/scene';

/** Static readings of a layer's properties, for decisions; animated ones are the painter's. */
export function animationOf(layer: Layer, property: string): Animation | undefined {
  return layer.animations.find((animation) => animation.property === property);
}

export function numberOf(layer: Layer, property: string, fallback: number): number {
  return plainNumber(layer.properties[property]) ?? fallback;
}

export function plainNumber(value: PropertyValue | undefined): number | undefined {
  if (typeof value === 'number') return value;
  return typeof value === 'object' && !Array.isArray(value) && value.unit === 'deg' ? value.n : undefined;
}

/** A list of plain numbers; a scalar counts as a list of one. */
export function plainVector(value: PropertyValue | undefined): number[] | undefined {
  if (value === undefined) return undefined;
  if (!Array.isArray(value)) {
    const single = plainNumber(value);
    return single === undefined ? undefined : [single];
  }
  const numbers = value.map((entry) => plainNumber(entry));
  return numbers.every((entry) => entry !== undefined) ? numbers : undefined;
}

export interface FadeWindow {
  kind: 'in' | 'out';
  /** Seconds after the layer's start. */
  start: number;
  duration: number;
}

/** Windows of the layer's transitions, shortened together when they do not fit (videojson.md 4.1). */
export function transitionWindows(timed: Pick<TimedLayer, 'layer' | 'length'>): {
  in?: FadeWindow;
  out?: FadeWindow;
} {
  const seconds = transitionSeconds(timed);
  return {
    ...(seconds.in > 0 ? { in: { kind: 'in', start: 0, duration: seconds.in } } : {}),
    ...(seconds.out > 0
      ? { out: { kind: 'out', start: timed.length - seconds.out, duration: seconds.out } }
      : {}),
  };
}
