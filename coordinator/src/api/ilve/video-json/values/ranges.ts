/** Bounds of single properties in their own unit, wide enough for any picture and narrow enough to be paintable. */
const RANGES: Record<string, readonly [number, number]> = {
  fontSize: [0, 8000],
  fontStretch: [1, 1000],
  lineHeight: [0, 8000],
  letterSpacing: [-8000, 8000],
  wordSpacing: [-8000, 8000],
  padding: [0, 8000],
  borderWidth: [0, 8000],
  borderRadius: [0, 100_000],
  cornerRadius: [0, 100_000],
  outlineWidth: [0, 8000],
  strokeWidth: [0, 8000],
  strokeDash: [0, 100_000],
  strokeGap: [0, 100_000],
  textStrokeWidth: [0, 8000],
  textShadowBlur: [0, 8000],
  boxShadowBlur: [0, 8000],
  filterBlur: [0, 8000],
  filterBrightness: [0, 1000],
  filterContrast: [0, 1000],
  filterSaturate: [0, 1000],
  width: [0, 100_000],
  height: [0, 100_000],
  maxWidth: [0, 100_000],
  sides: [3, 1000],
  scale: [-1000, 1000],
  position: [-1000, 1000],
  anchor: [-1000, 1000],
  volume: [0, 100],
  pan: [-1, 1],
  pitch: [0.05, 8],
};

/** Smallest and largest value of a property, or undefined when any sane number will do. */
export function rangeOf(property: string): readonly [number, number] | undefined {
  return Object.hasOwn(RANGES, property) ? RANGES[property] : undefined;
}
