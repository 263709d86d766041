import type { ShapeLayer } from '@farm/shared/scene';
import type { ElementInput } from '../translation.js';

/**
 * A rectangle without a border, as large as the canvas and invisible unless it says otherwise (videojson.md 2.7).
 * Shapes measure in hundredths of the canvas's shorter side.
 */
export function emptyElement({ base, translation }: ElementInput): ShapeLayer {
  const unit = Math.min(translation.width, translation.height) / 100;
  const animated = (name: string): boolean => base.animations.some((one) => one.property === name);
  const whole = {
    ...(animated('width') ? {} : { width: translation.width / unit }),
    ...(animated('height') ? {} : { height: translation.height / unit }),
    ...(animated('fill') ? {} : { fill: 'transparent' }),
  };
  return { ...base, kind: 'shape', shape: 'rectangle', properties: { ...whole, ...base.properties } };
}
