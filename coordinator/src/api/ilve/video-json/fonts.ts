import type { Layer, PropertyValue } from '@farm/shared/scene';
import type { AssetReference, SourceTable } from './sources.js';

/** The font file of a family; undefined when the workspace has none. */
export type FontResolver = (family: string) => AssetReference | undefined;

/** Families that the layers name and the workspace has files for: family -> key of the source. */
export function fontsOf(
  layers: readonly Layer[],
  resolve: FontResolver,
  sources: SourceTable,
): Record<string, string> {
  const families = [...new Set(layers.flatMap(familiesOf))];
  return Object.fromEntries(
    families.flatMap((family) => {
      const asset = resolve(family);
      return asset ? [[family, sources.addAsset(asset)] as const] : [];
    }),
  );
}

function familiesOf(layer: Layer): string[] {
  const animated = layer.animations.flatMap((one) =>
    one.property === 'fontFamily' ? one.keyframes.map((keyframe) => keyframe.value) : [],
  );
  const values: (PropertyValue | undefined)[] = [layer.properties['fontFamily'], ...animated];
  const own = values.filter((value) => typeof value === 'string');
  return layer.kind === 'group' ? [...own, ...layer.children.flatMap(familiesOf)] : own;
}
