import { parseColor } from '@farm/shared/motion';
import { holdsAlpha, type MediaFacts, type Scene, type Timeline } from '@farm/shared/scene';
import type { FrameRange } from '@farm/shared/time';
import type { Capabilities, Engine, Warning } from '@farm/shared/wire';
import { assignPlanes } from './passes/assign-planes.pass.js';
import { chooseEncoders } from './passes/choose-codecs.pass.js';
import { orderLayers } from './passes/order-layers.pass.js';
import { planSound } from './passes/plan-sound.pass.js';
import type { LayerChoice, RenderPlan, SoundPart } from './plan.types.js';

export interface CompileInput {
  scene: Scene;
  timeline: Timeline;
  facts: Record<string, MediaFacts>;
  capabilities: Capabilities;
  /** Absent: the best engine that was seen working. */
  engine?: Engine;
  /** Absent: all frames. A part of them has no sound. */
  range?: FrameRange;
  /** No sound even when all frames are asked for: it is made elsewhere. */
  silent?: boolean;
}

/** Scene in, plan out. Pure: the same input gives the same plan on any machine. */
export function compile({
  scene,
  timeline,
  facts,
  capabilities,
  engine,
  range,
  silent,
}: CompileInput): RenderPlan {
  const whole = { from: 0, to: timeline.frames };
  const frames = range ?? whole;
  const colour = parseColor(scene.backgroundColor) ?? BLACK;
  const transparent = colour.a < 1 && holdsAlpha(scene.output.videoCodec);
  const background = transparent ? withAlpha(colour) : opaqueColour(colour);
  const layers = orderLayers(scene, timeline, frames, background);
  const { planes, choices } = assignPlanes(layers, timeline, frames, transparent ? undefined : background);
  const warnings: Warning[] = hdrWarnings(scene, facts);
  const isWhole = frames.from === whole.from && frames.to === whole.to;
  const sounds = isWhole && !silent && scene.output.audioCodec !== null;
  const sound = sounds ? planSound(timeline, warnings) : undefined;
  return {
    width: timeline.width,
    height: timeline.height,
    fps: timeline.fps,
    frames: timeline.frames,
    range: frames,
    background,
    transparent,
    layers: [...choices, ...soundChoices(timeline, sound?.parts ?? [])],
    planes,
    ...(sound ? { sound } : {}),
    encoders: chooseEncoders(capabilities, { ...timeline, output: scene.output }, engine),
    output: scene.output,
    warnings,
  };
}

type Colour = NonNullable<ReturnType<typeof parseColor>>;
const BLACK: Colour = { r: 0, g: 0, b: 0, a: 1 };

const hex = (part: number): string =>
  Math.round(part * 255)
    .toString(16)
    .padStart(2, '0');

/** `#rrggbb` of any CSS colour; what is transparent in it shows black, for most films have no transparency. */
const opaqueColour = ({ r, g, b, a }: Colour): string => `#${hex(r * a)}${hex(g * a)}${hex(b * a)}`;

const withAlpha = ({ r, g, b, a }: Colour): string => `#${hex(r)}${hex(g)}${hex(b)}${hex(a)}`;

function soundChoices(timeline: Timeline, parts: SoundPart[]): LayerChoice[] {
  const heard = new Set(parts.map((part) => part.path));
  return timeline.layers
    .filter(({ layer }) => layer.kind === 'audio')
    .map(({ layer }) => ({
      number: layer.number,
      path: layer.path,
      kind: layer.kind,
      plane: 'sound',
      reason: heard.has(layer.path) ? 'sound: mixed' : 'sound: silent',
    }));
}

/** PQ and HLG pictures are shown as they are: without tone mapping they look flat. */
function hdrWarnings(scene: Scene, facts: Record<string, MediaFacts>): Warning[] {
  return Object.keys(scene.sources)
    .filter((key) => /smpte2084|arib-std-b67/.test(facts[key]?.video?.colorTransfer ?? ''))
    .map((key) => ({
      code: 'hdr-source',
      message: `The source ${key} is HDR; it is converted without tone mapping and may look flat.`,
    }));
}
