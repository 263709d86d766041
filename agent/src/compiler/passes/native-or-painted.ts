import type { Layer, PropertyValue, TimedLayer } from '@farm/shared/scene';
import type { Fade, PicturePlacement } from '../plan.types.js';
import { linearOpacity } from './linear-opacity.js';
import { animationOf, numberOf, transitionWindows } from './layer-values.js';
import { nativePlacement } from './native-placement.js';

export interface NativeWay {
  picture: PicturePlacement;
  opacity: number;
  /** Seconds after the layer's start. */
  fades: Fade[];
}

/** Properties that ffmpeg's way honours, or that say nothing about the picture. */
const HONOURED = new Set([
  ...['fit', 'position', 'anchor', 'scale', 'rotation', 'opacity', 'visible', 'perspective'],
  ...['volume', 'pan', 'pitch', 'mute'],
  // Parts of things whose own switch or width is judged by itself.
  ...['borderStyle', 'borderColor', 'boxShadowColor', 'boxShadowBlur', 'boxShadowOffset', 'boxShadowSpread'],
  ...['outlineColor', 'outlineOffset', 'innerBorder'],
]);

/** Values that change nothing. */
const NEUTRAL: Record<string, PropertyValue[]> = {
  backgroundColor: ['transparent', 'none', ''],
  borderWidth: [0],
  borderRadius: [0],
  cornerRadius: [0],
  boxShadow: [false],
  outlineWidth: [0],
  outlineStyle: ['none'],
  filterBlur: [0],
  filterBrightness: [1],
  filterContrast: [1],
  filterGrayscale: [0],
  filterSepia: [0],
  filterInvert: [0],
  filterHueRotate: [0],
  filterSaturate: [1],
  blendMode: ['normal'],
};

const SOUND = new Set(['volume', 'pan', 'pitch', 'mute']);

/** ffmpeg's own way to draw a layer; or, as a word, what needs the painter. */
export function nativeWay(timed: TimedLayer, canvas: { width: number; height: number }): NativeWay | string {
  const { layer, media } = timed;
  if ((layer.kind !== 'video' && layer.kind !== 'image') || !media?.video) return layer.kind;
  const obstacle = propertyObstacle(layer) ?? mediaObstacle(layer, media.video);
  if (obstacle) return obstacle;
  const opacity = opacityWay(timed);
  if (typeof opacity === 'string') return opacity;
  const picture = nativePlacement(timed, media.video, canvas);
  return typeof picture === 'string' ? picture : { picture, ...opacity };
}

function propertyObstacle(layer: Layer): string | undefined {
  if (layer.effects.some((effect) => effect.enabled)) return 'effects';
  if (layer.properties.visible === false) return 'visible';
  const outlined = layer.properties.outlineStyle !== undefined && layer.properties.outlineStyle !== 'none';
  for (const [name, value] of Object.entries(layer.properties)) {
    if (name === 'outlineWidth' && !outlined) continue;
    if (!HONOURED.has(name) && !isNeutral(name, value)) return name;
  }
  const moving = layer.animations.find(({ property }) => !SOUND.has(property) && property !== 'opacity');
  return moving ? `animated ${moving.property}` : undefined;
}

function isNeutral(name: string, value: PropertyValue): boolean {
  const plain = typeof value === 'object' && !Array.isArray(value) ? value.n : value;
  const parts = Array.isArray(plain)
    ? plain.map((part) => (typeof part === 'object' ? part.n : part))
    : [plain];
  return parts.every((part) => NEUTRAL[name]?.includes(part) ?? false);
}

function mediaObstacle(
  layer: Layer,
  video: { hasAlpha: boolean; rotation: number; still: boolean; codec: string },
): string | undefined {
  if (video.hasAlpha) return 'transparent source';
  if (layer.kind === 'image' && !video.still) return 'first picture of a moving source';
  // Builds disagree on whether ffmpeg applies a still's EXIF turn; the painter always does.
  if (video.still && video.rotation !== 0) return 'EXIF orientation';
  return undefined;
}

function opacityWay(timed: TimedLayer): { opacity: number; fades: Fade[] } | string {
  const { layer } = timed;
  const fades: Fade[] = [];
  const windows = transitionWindows(timed);
  for (const [transition, window] of [
    [layer.transitionIn, windows.in],
    [layer.transitionOut, windows.out],
  ] as const) {
    if (!transition || !window) continue;
    if (transition.name !== 'fade') return `transition ${transition.name}`;
    if ((transition.easing ?? 'linear') !== 'linear') return `fade with ${transition.easing}`;
    fades.push(window);
  }
  const animation = animationOf(layer, 'opacity');
  if (!animation) return { opacity: clamp(numberOf(layer, 'opacity', 1)), fades };
  const animated = linearOpacity(animation, timed);
  return animated ? { opacity: 1, fades: [...fades, ...animated] } : 'animated opacity';
}

function clamp(value: number): number {
  return Math.min(1, Math.max(0, value));
}
