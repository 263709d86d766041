import type { Layer, Scene, Source } from '@farm/shared/scene';
import { hideSecrets } from '../platform/hide-secrets.js';
import type { WantedInputs } from './wanted-inputs.js';

const SHOWN = 200;

function* everyLayer(layers: readonly Layer[]): Generator<Layer> {
  for (const layer of layers) {
    if (!layer.enabled) continue;
    yield layer;
    if (layer.kind === 'group') yield* everyLayer(layer.children);
  }
}

/** What a scene reads. */
export const inputsOf = (scene: Scene): WantedInputs => ({
  sources: scene.sources,
  keys: neededSources(scene),
  userOf: (key) => userOf(scene, key),
});

/** What a part of a scene reads: only these sources. */
export const someInputsOf = (scene: Scene, keys: readonly string[]): WantedInputs => ({
  ...inputsOf(scene),
  keys,
});

/** The keys of the sources that will be needed: those of enabled layers and of fonts. */
function neededSources(scene: Scene): string[] {
  const keys = new Set<string>();
  for (const layer of everyLayer(scene.layers)) if ('source' in layer) keys.add(layer.source);
  for (const key of Object.values(scene.fonts)) keys.add(key);
  return [...keys].filter((key) => key in scene.sources);
}

/** Who uses a source, as the customer counts: `layer 3 (video, layers[2])`. */
export function userOf(scene: Scene, key: string): string {
  for (const layer of everyLayer(scene.layers))
    if ('source' in layer && layer.source === key)
      return `layer ${layer.number} (${layer.kind}, ${layer.path})`;
  const family = Object.entries(scene.fonts).find(([, source]) => source === key)?.[0];
  return family === undefined ? `source ${key}` : `font "${family}"`;
}

/** What a source is called in a message: its address without secrets, its name, its path. */
export function sourceName(source: Source | undefined, key: string): string {
  switch (source?.type) {
    case 'url':
      return `the file at ${hideSecrets(source.url).slice(0, SHOWN)}`;
    case 'asset':
      return `the asset ${source.name ?? source.assetId}`;
    case 'data':
      return 'the data: URL';
    case 'file':
      return `the file ${source.path}`;
    case undefined:
      return `the source ${key}`;
  }
}
