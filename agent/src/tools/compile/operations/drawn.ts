import { DEFAULT_OUTPUT, LIMITS, type Layer, type PropertyValue, type Scene } from '@farm/shared/scene';
import { frameRate, toNumber } from '@farm/shared/time';
import { MAIN_INPUT, readSubtitles, type Operation, type Position } from '@farm/shared/tools';
import type { MediaMeasure, ToolRun } from '../../tool-run.types.js';
import { Bench } from '../bench.js';
import { refusal } from '../refusal.js';
import { evenSize, type Size } from '../sizes.js';
import { remux } from './files.js';

type Of<Op extends Operation['op']> = Extract<Operation, { op: Op }>;
type Style = Of<'subtitles'>['style'];

/** Letters are drawn by the farm's own painter: fonts of the farm, any script, and nothing of a text is a command. */
export function subtitles(bench: Bench, { cues, style, position }: Of<'subtitles'>): ToolRun {
  const captions = cues ?? readSubtitles(bench.input.subtitles ?? '');
  if (captions.length === 0)
    throw refusal('config.subtitlesUrl leads to a file without a cue; use an SRT or WebVTT file.');
  const properties = { ...lettering(style, bench), position: [0.5, SPOTS[position]], textAlign: 'center' };
  const layer: Layer = {
    ...layerBase(2, 'config', properties),
    kind: 'captions',
    captions,
    maxCharsPerLine: 42,
    maxLines: 2,
  };
  return drawn(bench, layer);
}

const SPOTS = { top: 0.1, center: 0.5, bottom: 0.88 } as const;

export function watermarkText(bench: Bench, { text, style, place }: Of<'watermark-text'>): ToolRun {
  const size = evenSize(bench.picture);
  const { position, anchor, textAlign } = spot(place.position, place.margin, size);
  const properties = {
    ...lettering(style, bench),
    text,
    position,
    anchor,
    textAlign,
    opacity: place.opacity,
  };
  return drawn(bench, { ...layerBase(2, 'config', properties), kind: 'text' });
}

function spot(position: Position, margin: number, { width, height }: Size) {
  const down = (margin * width) / height;
  const x = position.endsWith('left') ? 0 : position.endsWith('right') ? 1 : 0.5;
  const y = position.startsWith('top') ? 0 : position.startsWith('bottom') ? 1 : 0.5;
  const inside = (end: number, gap: number): number => (end === 0 ? gap : end === 1 ? 1 - gap : 0.5);
  return {
    position: [inside(x, margin), inside(y, down)],
    anchor: [x, y],
    textAlign: x === 0 ? 'left' : x === 1 ? 'right' : 'center',
  };
}

/** Sizes are percent of the smaller side here and of the width in scenes. */
function lettering(style: Style, bench: Bench): Record<string, PropertyValue> {
  const { width, height } = evenSize(bench.picture);
  const { fontFamily, fontWeight, color, outlineWidth, outlineColor } = style;
  const outline: Record<string, PropertyValue> =
    outlineWidth > 0
      ? {
          textStroke: true,
          textStrokeWidth: (style.fontSize * outlineWidth * Math.min(width, height)) / width / 100,
          textStrokeColor: outlineColor,
        }
      : {};
  return {
    fontFamily,
    fontWeight,
    color,
    fontSize: (style.fontSize * Math.min(width, height)) / width,
    ...outline,
  };
}

const layerBase = (number: number, path: string, properties: Record<string, PropertyValue>) => ({
  id: `tool-${number}`,
  path,
  number,
  enabled: true,
  start: 0,
  sourceDuration: null,
  sourceStart: 0,
  sourceEnd: 0,
  speed: 1,
  properties,
  animations: [],
  effects: [],
});

/** The film with one layer over it, rendered as a scene; another container than MP4 is made of that. */
function drawn(bench: Bench, layer: Layer): ToolRun {
  const { picture, duration } = bench;
  const { width, height } = evenSize(picture);
  if (Math.max(width, height) > LIMITS.maxSide || Math.min(width, height) < LIMITS.minSide)
    throw refusal(
      `The input has ${width} x ${height} pixels; text can be drawn on ${LIMITS.minSide} to ${LIMITS.maxSide}. Resize it first.`,
    );
  const fps = toNumber(picture.fps) > LIMITS.maxFps ? frameRate(LIMITS.maxFps) : picture.fps;
  const film: Layer = { ...layerBase(1, 'inputUrl', {}), kind: 'video', source: MAIN_INPUT };
  const scene: Scene = {
    version: 1,
    name: bench.input.plan.tool,
    width,
    height,
    fps,
    duration: duration ?? null,
    backgroundColor: '#000000',
    layers: [film, layer],
    tracks: [],
    sources: { [MAIN_INPUT]: { type: 'file', path: bench.path(MAIN_INPUT) } },
    fonts: {},
    frame: { properties: {}, animations: [], effects: [] },
    output: DEFAULT_OUTPUT,
  };
  const file = bench.file('drawn.mp4');
  return { ...finished(bench, file, { ...picture, width, height, fps }), scene: { scene, file } };
}

function finished(bench: Bench, file: string, picture: NonNullable<MediaMeasure['picture']>): ToolRun {
  const { input, main } = bench;
  const rendered: MediaMeasure = {
    ...main,
    picture: { ...picture, codec: 'h264', pixelFormat: 'yuv420p' },
    sound: main.sound && { ...main.sound, codec: 'aac', channels: 2, sampleRate: 48_000 },
  };
  const again = new Bench({
    ...input,
    files: { ...input.files, [MAIN_INPUT]: file },
    media: { ...input.media, [MAIN_INPUT]: rendered },
  });
  const run = remux(again, { mayCopyPicture: true, withSound: true });
  return run.encoder === 'copy' ? { ...run, encoder: 'libx264' } : run;
}
