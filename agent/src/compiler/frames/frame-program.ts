import {
  heldFrame,
  localFrameAt,
  mediaMomentAt,
  sourceTimeAt,
  transitionPose,
  transitionText,
  type TransitionPose,
} from '@farm/shared/motion';
import { EFFECTS, type TimedLayer } from '@farm/shared/scene';
import { frameTime } from '@farm/shared/time';
import { activeCaption } from './active-caption.js';
import { boxOf, filtersOf, placementOf, type Canvas } from './box-state.js';
import { pictureOf, shapeOf } from './content-state.js';
import type { Content, DrawState } from './draw-state.types.js';
import { framesKey } from './frames-key.js';
import { effectsOf } from './effect-state.js';
import { joinProgress, joinState } from './join-state.js';
import { PropertyReader, type EmSizes } from './property-reader.js';
import { fontPixels, textOf } from './text-state.js';

/** Says what is drawn at a frame; the frame counts on the clock of the layers' container. */
export type FrameProgram = (frame: number) => DrawState[];

/** Evaluated draw state of neighbouring layers, bottom to top; layers that draw nothing are left out. */
export function frameProgram(layers: readonly TimedLayer[], canvas: Canvas): FrameProgram {
  const programs = layers.flatMap((timed, i) => layerProgram(timed, `${i}`, canvas) ?? []);
  return (frame) => statesAt(programs, frame, canvas);
}

interface LayerProgram {
  timed: TimedLayer;
  id: string;
  state: (frame: number) => DrawState | undefined;
}

function statesAt(programs: readonly LayerProgram[], frame: number, { fps }: Canvas): DrawState[] {
  const states: DrawState[] = [];
  // What the layer below drew: a joined one may have been drawn into it already.
  let below: DrawState | undefined;
  for (const { timed, id, state } of programs) {
    const own = state(frame);
    const progress = joinProgress(timed, frame, fps);
    if (progress === undefined) below = own;
    else {
      if (below) states.pop();
      below = joinState({ timed, id, progress }, below, own);
    }
    if (below) states.push(below);
  }
  return states;
}

/** Reads a layer at any frame. A layer that never changes is read once. */
function layerProgram(timed: TimedLayer, id: string, canvas: Canvas): LayerProgram | undefined {
  if (timed.layer.kind === 'audio') return undefined;
  const sizes = { vw: canvas.width / 100, vmin: Math.min(canvas.width, canvas.height) / 100 };
  const { layer } = timed;
  const children =
    layer.kind === 'group'
      ? timed.children.flatMap((child, i) => layerProgram(child, `${id}.${i}`, canvas) ?? [])
      : [];
  const still = isStill(timed) ? stillWindow(timed, canvas) : undefined;
  let kept: DrawState | undefined;
  const state = (frame: number): DrawState | undefined => {
    if (frame < timed.startFrame || frame >= timed.endFrame) return undefined;
    const atRest = still !== undefined && frame >= still.from && frame < still.to;
    if (atRest && kept) return kept;
    const made = stateAt({ timed, id, canvas, sizes, children }, frame);
    if (atRest) kept = made;
    return made;
  };
  return { timed, id, state };
}

/** Nothing but transitions can change it. */
function isStill({ layer }: TimedLayer): boolean {
  const timeless = layer.kind === 'text' || layer.kind === 'image' || layer.kind === 'shape';
  const flickers = layer.effects.some(({ enabled, name }) => enabled && EFFECTS.get(name)?.usesTime);
  return timeless && !flickers && layer.animations.every((animation) => animation.keyframes.length === 1);
}

/** Frames outside of both transitions, with a frame of margin. */
function stillWindow({ layer, start, length }: TimedLayer, { fps }: Canvas): { from: number; to: number } {
  const frameOf = (seconds: number): number => (seconds * fps.num) / fps.den;
  const come = layer.transitionIn?.duration ?? 0;
  const go = layer.transitionOut?.duration ?? 0;
  return {
    from: come > 0 ? Math.ceil(frameOf(start + come)) + 1 : -Infinity,
    to: go > 0 ? Math.floor(frameOf(start + length - go)) : Infinity,
  };
}

interface LayerContext {
  timed: TimedLayer;
  id: string;
  canvas: Canvas;
  sizes: EmSizes;
  children: LayerProgram[];
}

function stateAt(context: LayerContext, frame: number): DrawState | undefined {
  const { timed, id, canvas, sizes } = context;
  const sourceTime = sourceTimeAt(timed, frame, canvas.fps);
  const read = new PropertyReader(timed, sourceTime, sizes);
  if (timed.layer.kind === 'text' || timed.layer.kind === 'captions') read.em = fontPixels(read);
  if (read.value('visible') === false) return undefined;
  const pose = transitionPose(timed, frame, canvas);
  const { opacity, placement } = placementOf(read, pose, canvas);
  const [sx, sy] = placement.scale;
  if (opacity <= 0 || sx === 0 || sy === 0) return undefined;
  const content = contentAt(context, read, pose, frame);
  if (!content) return undefined;
  const drawn = {
    opacity,
    blend: read.word('blendMode', 'normal'),
    placement,
    box: boxOf(read),
    filters: filtersOf(read, pose.blur),
    effects: effectsOf(timed, pose.effects, { sourceTime, time: frameTime(frame, canvas.fps), em: sizes.vw }),
  };
  return { id, timed, key: keyOf(drawn, content), ...drawn, content };
}

function contentAt(
  { timed, canvas, children }: LayerContext,
  read: PropertyReader,
  { spacing }: TransitionPose,
  frame: number,
): Content | undefined {
  const { layer } = timed;
  const { fps, width } = canvas;
  const written = (text: string) => ({ text: transitionText(timed, frame, fps, text), spacing });
  switch (layer.kind) {
    case 'text':
      return textOf(read, written(read.word('text')), width);
    case 'captions':
      return textOf(read, written(activeCaption(layer, frameTime(heldFrame(timed, frame), fps))), width);
    case 'image':
    case 'video':
      return pictureOf(read, layer, {
        media: timed.media,
        mediaTime: mediaMomentAt(timed, frame, fps).time,
      });
    case 'shape':
      return shapeOf(read, layer);
    case 'group':
      return groupOf(statesAt(children, localFrameAt(timed, frame, fps), canvas));
    case 'audio':
      return undefined;
  }
}

function groupOf(children: DrawState[]): Content {
  return { kind: 'group', children, childrenKey: framesKey(children) };
}

function keyOf(drawn: object, content: Content): string {
  return JSON.stringify([drawn, content.kind === 'group' ? content.childrenKey : content]);
}
