import type { Issue } from '../errors/index.js';
import { inSequence } from './join-layers.js';
import type { Layer } from './layer.schema.js';
import { LIMITS } from './limits.js';
import type { Scene } from './scene.schema.js';

/** Rules that the schema of a scene cannot say; every dialect's scenes pass here. Never throws. */
export function validateScene(scene: Scene): Issue[] {
  const layers = flatten(scene.layers);
  return [
    ...tooMany(layers),
    ...tooDeep(layers),
    ...duplicateIds(layers),
    ...unknownSources(layers, scene),
    ...tooManyKeyframes(layers, scene),
    ...tooLong(scene),
  ];
}

interface Placed {
  layer: Layer;
  /** 0 at the top level. */
  depth: number;
}

/** All layers of all levels; stops going down far below every limit, so that recursion stays shallow. */
function flatten(layers: readonly Layer[], depth = 0): Placed[] {
  return layers.flatMap((layer) => [
    { layer, depth },
    ...(layer.kind === 'group' && depth <= LIMITS.groupDepth ? flatten(layer.children, depth + 1) : []),
  ]);
}

const inWords = ({ number, kind }: Layer): string => `layer ${number} (${kind})`;

function tooMany(layers: readonly Placed[]): Issue[] {
  if (layers.length <= LIMITS.layersInAll) return [];
  const message = `A scene may have at most ${LIMITS.layersInAll} layers with those in groups (got ${layers.length}).`;
  return [{ path: 'layers', code: 'TOO_MANY_LAYERS', message }];
}

function tooDeep(layers: readonly Placed[]): Issue[] {
  return layers
    .filter(({ layer, depth }) => layer.kind === 'group' && depth === LIMITS.groupDepth)
    .map(({ layer }) => ({
      path: layer.path,
      code: 'NESTING_TOO_DEEP',
      message: `${inWords(layer)}: groups may be nested at most ${LIMITS.groupDepth} deep; move these layers up.`,
    }));
}

function duplicateIds(layers: readonly Placed[]): Issue[] {
  const seen = new Set<string>();
  return layers.flatMap(({ layer }) => {
    if (!seen.has(layer.id)) {
      seen.add(layer.id);
      return [];
    }
    const message = `${inWords(layer)}: duplicate layer id "${layer.id}"; give each layer its own, or none.`;
    return [{ path: `${layer.path}.id`, code: 'ID_DUPLICATE', message }];
  });
}

function unknownSources(layers: readonly Placed[], scene: Scene): Issue[] {
  return layers.flatMap(({ layer }) =>
    'source' in layer && !Object.hasOwn(scene.sources, layer.source)
      ? [{ path: layer.path, code: 'SOURCE_REQUIRED', message: `${inWords(layer)}: its source is missing.` }]
      : [],
  );
}

function tooManyKeyframes(layers: readonly Placed[], scene: Scene): Issue[] {
  const tracks = [scene.frame, ...layers.map(({ layer }) => layer)].flatMap(({ animations }) => animations);
  const count = tracks.reduce((sum, { keyframes }) => sum + keyframes.length, 0);
  if (count <= LIMITS.keyframes) return [];
  const message = `A scene may have at most ${LIMITS.keyframes} keyframes (got ${count}).`;
  return [{ path: 'layers', code: 'TOO_MUCH', message }];
}

/** A scene without a duration is as long as its layers; the longest must fit the limit. */
function tooLong(scene: Scene): Issue[] {
  if (scene.duration !== null) return [];
  const known = ({ sourceDuration }: Layer): number | undefined => sourceDuration ?? undefined;
  return inSequence(
    scene.layers.filter(({ enabled }) => enabled),
    known,
  )
    .filter(({ start, sourceDuration, speed, hold = 0 }) => {
      const length = sourceDuration === null || speed === 0 ? 0 : sourceDuration / Math.abs(speed);
      return start + length + hold > LIMITS.maxDuration;
    })
    .map((layer) => ({
      path: layer.path,
      code: 'INVALID_DURATION',
      message: `${inWords(layer)}: ends after ${LIMITS.maxDuration} seconds, the longest video the farm makes; give the composition a sourceDuration or shorten the layer.`,
    }));
}
