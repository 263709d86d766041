import type { CaptionsLayer } from '@farm/shared/scene';
import { readCaptions } from '../caption-entries.js';
import { quote } from '../json.js';
import type { LayerReader } from '../layer-reader.js';
import type { ElementInput, Translation } from '../translation.js';

const USUAL_CHARS = 32;
const USUAL_LINES = 2;
const MOST = 1000;

export function captionsElement({ base, reader, translation }: ElementInput): CaptionsLayer {
  const maxCharsPerLine = count(reader, 'maxCharsPerLine', USUAL_CHARS, translation);
  const maxLines = count(reader, 'maxLines', USUAL_LINES, translation);
  const captions = readCaptions(reader, translation);
  return { ...base, kind: 'captions', captions, maxCharsPerLine, maxLines };
}

function count(
  reader: LayerReader,
  name: 'maxCharsPerLine' | 'maxLines',
  usual: number,
  { problems }: Translation,
): number {
  const found = reader.setting(name);
  if (!found) return usual;
  const value = Number(found.value);
  if (Number.isInteger(value) && value >= 1 && value <= MOST) return value;
  problems.reject(
    reader.at(found.path),
    'INVALID_PROPERTY_TYPE',
    `${name} must be a whole number from 1 to ${MOST} (got ${quote(found.value)}).`,
  );
  return usual;
}
