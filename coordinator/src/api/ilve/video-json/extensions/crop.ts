import type { Crop } from '@farm/shared/scene';
import { quote } from '../json.js';
import type { Found, LayerReader } from '../layer-reader.js';
import type { Translation } from '../translation.js';
import { parseMeasure } from '../values/numbers.js';
import { MemberReader } from './member-reader.js';

const CROP = {
  name: 'crop',
  example: '{"x": 100, "y": 0, "width": 800, "height": "100%"}',
  members: ['x', 'y', 'width', 'height'],
};
const LARGEST = 100_000;

/** `crop`: source pixels, or percent of the picture's sides as text. */
export function readCrop(found: Found, reader: LayerReader, { problems }: Translation): Crop | undefined {
  const members = MemberReader.of(found, reader, CROP, problems);
  if (!members) return undefined;
  const side = (name: keyof Crop, usual: Crop['x']): Crop['x'] => {
    const value = members.value(name);
    if (value === undefined) return usual;
    const measured = parseMeasure(value, ['px', '%']);
    const size = measured?.foreignUnit === undefined ? measured?.value : undefined;
    const share = typeof size === 'object';
    const n = share ? size.n : size;
    const least = name === 'x' || name === 'y' ? 0 : Number.MIN_VALUE;
    if (n !== undefined && n >= least && n <= (share ? 100 : LARGEST)) return share ? { n, unit: '%' } : n;
    const what = least === 0 ? 'from 0 on' : 'above 0';
    const sentence = `must be source pixels ${what}, or a percentage up to "100%" (got ${quote(value)}).`;
    members.reject(name, sentence);
    return usual;
  };
  const whole = { n: 100, unit: '%' } as const;
  return { x: side('x', 0), y: side('y', 0), width: side('width', whole), height: side('height', whole) };
}
