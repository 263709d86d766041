import type { Layer, Scene } from '@farm/shared/scene';

/** A local file with the first layer that plays it, for messages. */
export interface SourceFile {
  path: string;
  /** File name as the customer knows it. */
  name?: string;
  /** What messages call it; absent: by its use. */
  label?: string;
  use?: { kind: 'image' | 'video' | 'audio' | 'font'; number: number; path: string };
}

/** Joins the scene's sources with their local files. Sources that nobody uses are left out. */
export function sourceFiles(scene: Scene, files: Record<string, string>): Record<string, SourceFile> {
  const result: Record<string, SourceFile> = {};
  const add = (key: string, use: NonNullable<SourceFile['use']>): void => {
    // A picture asks more of a file than its sound does: the most demanding user speaks for it.
    const known = result[key];
    if (known && !(known.use?.kind === 'audio' && use.kind !== 'audio')) return;
    result[key] = { path: files[key] ?? '', ...nameOf(scene, key), use };
  };
  for (const layer of flatten(scene.layers)) {
    if (layer.kind === 'image' || layer.kind === 'video' || layer.kind === 'audio')
      add(layer.source, { kind: layer.kind, number: layer.number, path: layer.path });
  }
  for (const [family, key] of Object.entries(scene.fonts))
    add(key, { kind: 'font', number: 0, path: family });
  return result;
}

function nameOf(scene: Scene, key: string): { name?: string } {
  const source = scene.sources[key];
  if (source?.type === 'file') return { name: source.path };
  if (source?.type === 'asset' && source.name !== undefined) return { name: source.name };
  return {};
}

function flatten(layers: Layer[]): Layer[] {
  return layers
    .filter((layer) => layer.enabled)
    .flatMap((layer) => (layer.kind === 'group' ? [layer, ...flatten(layer.children)] : [layer]));
}
