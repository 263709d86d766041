import { nearestFrame, type Rational } from '../time/index.js';
import { inSequence, joined } from './join-layers.js';
import type { Layer } from './layer.schema.js';
import { LIMITS } from './limits.js';
import type { MediaFacts } from './media-facts.schema.js';
import type { Scene } from './scene.schema.js';
import type { TimedLayer, Timeline } from './timeline.js';

type Facts = Record<string, MediaFacts>;

/** Seconds of the container's clock in which a layer may live. */
interface Container {
  end: number;
  fps: Rational;
  facts: Facts;
  /** Children are cut to their group; layers of the scene keep their own length, so that their exits stay put. */
  cutsLength: boolean;
}

/** Decides every time of a scene (videojson.md 1.4, 1.5, 2.1, 6.1, 6.2). */
export function resolveTimeline(scene: Scene, facts: Facts): Timeline {
  const layers = sequenced(
    paintOrder(scene.layers).filter(
      (layer) => layer.enabled && (layer.track === undefined || scene.tracks[layer.track]?.enabled !== false),
    ),
    facts,
  );
  const duration = scene.duration ?? longestEnd(layers, facts) ?? LIMITS.defaultDuration;
  const frames = Math.max(1, nearestFrame(duration, scene.fps));
  const container = { end: duration, fps: scene.fps, facts, cutsLength: false };
  return {
    width: scene.width,
    height: scene.height,
    fps: scene.fps,
    frames,
    layers: placeAll(layers, container),
  };
}

/** Layers without a track first, then by ascending track; equal ones keep the document's order. */
function paintOrder(layers: Layer[]): Layer[] {
  return [...layers].sort((a, b) => (a.track ?? -1) - (b.track ?? -1));
}

const sequenced = (layers: Layer[], facts: Facts): readonly Layer[] =>
  inSequence(layers, (layer) => ownSourceDuration(layer, facts));

function placeAll(layers: readonly Layer[], container: Container): TimedLayer[] {
  const placed = layers
    .map((layer) => place(layer, container))
    .filter((timed) => timed.length > 0 && timed.start < container.end && timed.start + timed.length > 0);
  return joined(placed);
}

function place(given: Layer, container: Container): TimedLayer {
  const layer = fromStart(given, container.facts);
  const speed = Math.abs(layer.speed);
  const known = ownSourceDuration(layer, container.facts);
  const room = Math.max(0, container.end - layer.start);
  const sourceDuration = known ?? room * speed;
  const played = speed === 0 ? 0 : sourceDuration / speed;
  const whole = played + (known === undefined ? 0 : heldSeconds(layer));
  const length = container.cutsLength ? Math.min(whole, room) : whole;
  return {
    layer,
    ...frameSpan(layer.start, length, container),
    start: layer.start,
    length,
    sourceDuration,
    ...(length > played
      ? { hold: length - played, heldFrom: nearestFrame(layer.start + played, container.fps) }
      : {}),
    ...loopOf(layer, container.facts),
    ...mediaOf(layer, container.facts),
    children: childrenOf(layer, sourceDuration, container),
  };
}

/** A layer of speed 0 is never shown, held or not. */
const heldSeconds = ({ hold = 0, speed }: Layer): number => (speed === 0 ? 0 : hold);

/** A start that counts from the end of the media counts from their beginning from here on. */
function fromStart(layer: Layer, facts: Facts): Layer {
  if (layer.sourceStart >= 0) return layer;
  const duration = mediaOf(layer, facts).media?.duration ?? 0;
  return { ...layer, sourceStart: Math.max(0, duration + layer.sourceStart) };
}

function loopOf(layer: Layer, facts: Facts): Pick<TimedLayer, 'loop'> {
  if (!('loop' in layer) || layer.loop === undefined) return {};
  const pass = passOf(layer, facts);
  // Nothing to repeat: what there is stays.
  if (pass === undefined || pass <= 0) return {};
  return { loop: { pass, plays: layer.loop === 'forever' ? null : layer.loop } };
}

/** Source seconds from the first to the last that media play once; undefined for what has no end of its own. */
function passOf(layer: Layer, facts: Facts): number | undefined {
  const duration = mediaOf(layer, facts).media?.duration;
  if ((layer.kind !== 'video' && layer.kind !== 'audio') || duration === null || duration === undefined)
    return undefined;
  return Math.max(0, duration - fromStart(layer, facts).sourceStart - layer.sourceEnd);
}

function frameSpan(
  start: number,
  length: number,
  { end, fps }: Container,
): { startFrame: number; endFrame: number } {
  const last = Math.max(1, nearestFrame(end, fps));
  const startFrame = Math.max(0, nearestFrame(start, fps));
  const endFrame = Math.min(last, nearestFrame(start + length, fps));
  return { startFrame, endFrame: Math.max(startFrame, endFrame) };
}

function childrenOf(layer: Layer, sourceDuration: number, container: Container): TimedLayer[] {
  if (layer.kind !== 'group') return [];
  const children = sequenced(
    paintOrder(layer.children).filter((child) => child.enabled),
    container.facts,
  );
  return placeAll(children, {
    ...container,
    end: layer.sourceStart + sourceDuration,
    cutsLength: true,
  });
}

/** Seconds of source time that a layer plays by itself; undefined when only its container bounds it. */
function ownSourceDuration(layer: Layer, facts: Facts): number | undefined {
  if (layer.sourceDuration !== null) return layer.sourceDuration;
  if (layer.kind === 'group') return groupDuration(layer.children, layer.sourceStart, facts);
  const pass = passOf(layer, facts);
  const plays = 'loop' in layer ? (layer.loop ?? 1) : 1;
  return pass === undefined || plays === 'forever' ? undefined : pass * plays;
}

function groupDuration(children: Layer[], sourceStart: number, facts: Facts): number | undefined {
  const shown = paintOrder(children).filter((child) => child.enabled);
  const end = longestEnd(sequenced(shown, facts), facts);
  return end === undefined ? undefined : Math.max(0, end - sourceStart);
}

/** Latest end of the layers that have a length of their own. */
function longestEnd(layers: readonly Layer[], facts: Facts): number | undefined {
  const ends = layers.flatMap((layer) => {
    const own = ownSourceDuration(layer, facts);
    const speed = Math.abs(layer.speed);
    return own === undefined || speed === 0 ? [] : [layer.start + own / speed + heldSeconds(layer)];
  });
  const end = Math.max(0, ...ends);
  return end > 0 ? end : undefined;
}

function mediaOf(layer: Layer, facts: Facts): Pick<TimedLayer, 'media'> {
  const media = 'source' in layer ? facts[layer.source] : undefined;
  return media ? { media } : {};
}
