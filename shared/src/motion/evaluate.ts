import { propertyOf, type Layer, type PropertyValue, type TimedLayer } from '../scene/index.js';
import type { UnitSizes } from './interpolate.js';
import { sampleKeyframes } from './keyframes.js';

/** Value of one property of a layer at a source second: keyframes, else the static value, else the default. */
export function evaluate(
  timed: Pick<TimedLayer, 'layer'>,
  property: string,
  sourceTime: number,
  sizes?: UnitSizes,
): PropertyValue | undefined {
  const { layer } = timed;
  const definition = propertyOf(layer.kind, property);
  const animation = layer.animations.find((one) => one.property === property);
  if (animation && definition) return sampleKeyframes(animation, sourceTime, definition, sizes);
  return layer.properties[property] ?? definition?.default;
}

/** Whether a property's value can differ from frame to frame, transitions apart. */
export function isAnimated(layer: Layer, property: string): boolean {
  const animation = layer.animations.find((one) => one.property === property);
  return animation !== undefined && animation.keyframes.length > 1;
}
