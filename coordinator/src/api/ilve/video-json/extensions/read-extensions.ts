import type { LayerKind } from '@farm/shared/scene';
import { anyOf } from '../json.js';
import type { Found, LayerReader } from '../layer-reader.js';
import type { Extensions, Translation } from '../translation.js';
import { readCrop } from './crop.js';
import { readLoop, readSeconds } from './repeats.js';

type Reading<T> = (found: Found, reader: LayerReader, translation: Translation) => T | undefined;

const PICTURES: readonly LayerKind[] = ['image', 'video'];
const MEDIA: readonly LayerKind[] = ['video', 'audio'];

type Readings = {
  [Name in keyof Extensions]-?: [Reading<NonNullable<Extensions[Name]>>, (readonly LayerKind[])?];
};
const READINGS: Readings = {
  hold: [(...of) => readSeconds('hold', ...of) || undefined],
  crop: [readCrop, PICTURES],
  loop: [readLoop, MEDIA],
};

/** The extensions of one layer; one that its kind does not know is told and left out. */
export function readExtensions(reader: LayerReader, kind: LayerKind, translation: Translation): Extensions {
  const read: [string, unknown][] = [];
  for (const [name, [reading, kinds]] of Object.entries(READINGS)) {
    const found = reader.setting(name as keyof Extensions);
    if (!found) continue;
    if (kinds && !kinds.includes(kind)) {
      const sentence = `${name} is for ${anyOf(kinds)} layers and is ignored here.`;
      translation.problems.warn(reader.at(found.path), 'not-for-this-layer', sentence);
      continue;
    }
    const value = reading(found, reader, translation);
    if (value !== undefined) read.push([name, value]);
  }
  return Object.fromEntries(read);
}
