import { colorToCss, evaluate, isAnimated, parseColor } from '@farm/shared/motion';
import type { Length, PropertyValue, TimedLayer } from '@farm/shared/scene';
import type { BoxLength, Four } from './draw-state.types.js';

/** Pixels of the three meanings of em (videojson.md 2.0). */
export interface EmSizes {
  /** 1 % of the width. */
  vw: number;
  /** 1 % of the shorter side. */
  vmin: number;
}

/** Reads one layer's properties at one source second and turns lengths into pixels. */
export class PropertyReader {
  /** What one em of a box property is: the layer's own font size for text, else 1 % of the width. */
  em: number;

  constructor(
    private readonly timed: Pick<TimedLayer, 'layer'>,
    private readonly time: number,
    readonly sizes: EmSizes,
  ) {
    this.em = sizes.vw;
  }

  value(name: string, em = this.em): PropertyValue | undefined {
    return evaluate(this.timed, name, this.time, { em, percent: 100 });
  }

  /** No keyframes change any of these. */
  isConstant(...names: string[]): boolean {
    return names.every((name) => !isAnimated(this.timed.layer, name));
  }

  number(name: string, fallback = 0): number {
    return plain(this.value(name)) ?? fallback;
  }

  switch(name: string): boolean {
    return this.value(name) === true;
  }

  word(name: string, fallback = ''): string {
    const value = this.value(name);
    return typeof value === 'string' ? value : fallback;
  }

  /** A colour in one spelling; undefined when nothing of it would be seen. */
  color(name: string): string | undefined {
    const parsed = parseColor(this.word(name));
    return parsed && parsed.a > 0 ? colorToCss(parsed) : undefined;
  }

  /** A length in pixels; undefined when the property has no value. */
  length(name: string, em = this.em): number | undefined {
    const value = this.value(name, em);
    return value === undefined ? undefined : pixels(first(value), em);
  }

  px(name: string, em = this.em): number {
    return this.length(name, em) ?? 0;
  }

  pair(name: string): [number, number] {
    const [x = 0, y = x] = this.list(name).map((part) => pixels(part, this.em));
    return [x, y];
  }

  /** CSS's rule for one to four values. */
  four(name: string): Four<number> {
    return this.spread(name, (part) => pixels(part, this.em));
  }

  fourLengths(name: string): Four<BoxLength> {
    return this.spread(name, (part) =>
      typeof part !== 'number' && part.unit === '%'
        ? { px: 0, percent: part.n }
        : { px: pixels(part, this.em), percent: 0 },
    );
  }

  /** Plain numbers of a vector; a scalar is a list of one. */
  vector(name: string): number[] {
    return this.list(name).map((part) => (typeof part === 'number' ? part : part.n));
  }

  list(name: string): (number | Length)[] {
    const value = this.value(name);
    if (Array.isArray(value)) return value;
    return value === undefined || typeof value === 'string' || typeof value === 'boolean' ? [] : [value];
  }

  private spread<T>(name: string, read: (part: number | Length) => T): Four<T> {
    const [a = 0, b = a, c = a, d = b] = this.list(name);
    return [read(a), read(b), read(c), read(d)];
  }
}

function first(value: PropertyValue): number | Length {
  if (Array.isArray(value)) return value[0] ?? 0;
  return typeof value === 'number' || typeof value === 'object' ? value : 0;
}

function plain(value: PropertyValue | undefined): number | undefined {
  if (value === undefined) return undefined;
  const one = first(value);
  return typeof value === 'string' || typeof value === 'boolean'
    ? undefined
    : typeof one === 'number'
      ? one
      : one.n;
}

export function pixels(part: number | Length, em: number): number {
  if (typeof part === 'number') return part * em;
  return part.unit === 'px' ? part.n : part.n * em;
}
