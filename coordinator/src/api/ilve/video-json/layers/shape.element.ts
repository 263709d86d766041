import type { ShapeLayer } from '@farm/shared/scene';
import { quote } from '../json.js';
import { didYouMean } from '../problems.js';
import type { ElementInput } from '../translation.js';

const SHAPES = ['rectangle', 'ellipse', 'polygon', 'star'] as const;

export function shapeElement({ base, reader, translation }: ElementInput): ShapeLayer {
  const found = reader.setting('shapeType');
  const shape = found ? SHAPES.find((one) => one === found.value) : 'rectangle';
  if (found && !shape)
    translation.problems.reject(
      reader.at(found.path),
      'INVALID_PROPERTY_ENUM',
      `shapeType must be one of ${SHAPES.join(', ')} (got ${quote(found.value)})${didYouMean(String(found.value), SHAPES) || '.'}`,
    );
  return { ...base, kind: 'shape', shape: shape ?? 'rectangle' };
}
