import type { GroupLayer, Layer } from '@farm/shared/scene';
import { quote } from '../json.js';
import type { ElementInput } from '../translation.js';

/** Translates the children of a group; `parent` is where the group stands. */
export type ChildrenReader = (list: readonly unknown[], listPath: string) => Layer[];

export function groupElement(
  { base, reader, translation }: ElementInput,
  readChildren: ChildrenReader,
): GroupLayer {
  const found = reader.setting('children');
  const list: unknown = found?.value ?? [];
  if (!Array.isArray(list)) {
    translation.problems.reject(
      reader.at(found?.path ?? reader.place.path),
      'INVALID_PROPERTY_TYPE',
      `the children of a group must be a list of layers (got ${quote(list)}).`,
    );
    return { ...base, kind: 'group', children: [] };
  }
  if (list.length === 0)
    translation.problems.warn(reader.place, 'no-children', 'this group has no children and draws nothing.');
  return { ...base, kind: 'group', children: readChildren(list, found?.path ?? reader.place.path) };
}
