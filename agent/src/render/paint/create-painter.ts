import { clip, union, type Rect } from '@farm/shared/geometry';
import { colorToCss, parseColor } from '@farm/shared/motion';
import type { Warning } from '@farm/shared/wire';
import type { SKRSContext2D } from '@napi-rs/canvas';
import type { DrawState, TextContent } from '../../compiler/frames/draw-state.types.js';
import { frameProgram } from '../../compiler/frames/frame-program.js';
import { framesKey } from '../../compiler/frames/frames-key.js';
import { Buffers } from '../effects/run-effects.js';
import { fontStore, type FontStore } from '../font-store.js';
import { Rasters } from './depth/rasters.js';
import { layOutLayer } from './lay-out-layer.js';
import { paintLayers } from './paint-layer.js';
import type { Laid, PaintScope } from './paint-scope.js';
import type { Painter, PainterInput, VideoNeed } from './painter.types.js';
import { PixelWriter } from './pixels.js';
import { Sprites } from './sprites.js';
import { Surfaces } from './surfaces.js';
import { Typesetter } from './text/typesetter.js';

/** Frames whose states are remembered: a frame is keyed, bounded and painted in turn. */
const KEPT_FRAMES = 8;

/** A painter of neighbouring layers. Fonts are the process's unless others are given. */
export function createPainter(input: PainterInput, fonts: FontStore = fontStore()): Painter {
  const { width, height, fps } = input;
  const whole: Rect = { x: 0, y: 0, width, height };
  const program = frameProgram(input.layers, { width, height, fps });
  const scope: PaintScope = {
    canvas: { width, height },
    resources: input.resources,
    typesetter: new Typesetter(fonts),
    surfaces: new Surfaces(),
    sprites: new Sprites(),
    rasters: new Rasters(),
    buffers: new Buffers(width * height * 4),
    writer: new PixelWriter(width, height),
    paintLayers: (ctx, layers, view) => paintLayers(ctx, layers, view, scope),
  };
  const background = backgroundOf(input.background);
  const replaced = new FontWarnings(fonts);
  const statesOf = remembered((frame: number) => {
    const states = program(frame);
    replaced.note(states);
    return states;
  });
  const laidOf = remembered((frame: number): Laid[] =>
    statesOf(frame).map((state) => layOutLayer(state, scope)),
  );
  return {
    key: (frame) => framesKey(statesOf(frame)),
    bounds: (frame) => (background ? whole : boundsOf(laidOf(frame), whole)),
    videos: (frame) => statesOf(frame).flatMap(videosOf),
    paint: (frame, target, region) => {
      target.save();
      target.beginPath();
      target.rect(0, 0, region.width, region.height);
      target.clip();
      if (background) fillRegion(target, background, region);
      const seen = clip(region, whole);
      if (seen) paintLayers(target, laidOf(frame), region, scope);
      target.restore();
    },
    warnings: replaced.warnings,
  };
}

function backgroundOf(text: string | undefined): string | undefined {
  const color = text === undefined ? undefined : parseColor(text);
  return color && color.a > 0 ? colorToCss(color) : undefined;
}

function fillRegion(target: SKRSContext2D, color: string, { width, height }: Rect): void {
  target.fillStyle = color;
  target.fillRect(0, 0, width, height);
}

function boundsOf(layers: readonly Laid[], whole: Rect): Rect | undefined {
  return layers.reduce<Rect | undefined>((all, { bounds, ink, state }) => {
    const drawn = state.effects.length > 0 || (ink.width > 0 && ink.height > 0);
    const seen = drawn ? clip(bounds, whole) : undefined;
    return seen ? union(all, seen) : all;
  }, undefined);
}

function videosOf({ timed, content }: DrawState): VideoNeed[] {
  if (content.kind === 'group') return content.children.flatMap(videosOf);
  if (content.kind !== 'picture' || content.sourceTime === undefined) return [];
  return [{ timed, sourceTime: content.sourceTime }];
}

function remembered<T>(make: (frame: number) => T): (frame: number) => T {
  const kept = new Map<number, T>();
  return (frame) => {
    const known = kept.get(frame);
    if (known !== undefined) return known;
    const made = make(frame);
    kept.set(frame, made);
    if (kept.size > KEPT_FRAMES) kept.delete(kept.keys().next().value as number);
    return made;
  };
}

/** Says once for each layer that its font family, or letters of its text, are not here. */
class FontWarnings {
  readonly warnings: Warning[] = [];
  private readonly said = new Set<string>();

  constructor(private readonly fonts: FontStore) {}

  note(states: readonly DrawState[]): void {
    for (const { timed, content } of states) {
      if (content.kind === 'group') this.note(content.children);
      if (content.kind !== 'text') continue;
      this.check(content.family, timed.layer.path, timed.layer.number);
      this.checkLetters(content, timed.layer.path, timed.layer.number);
    }
  }

  private check(family: string, path: string, number: number): void {
    const key = `${path} ${family}`;
    if (this.said.has(key)) return;
    this.said.add(key);
    if (this.fonts.has(family)) return;
    this.warnings.push({
      code: 'font-replaced',
      path,
      message: `Layer ${number} (${path}) asks for the font "${family}", which this farm does not have; Noto Sans is used instead. Upload it as a font asset to get it.`,
    });
  }

  private checkLetters(content: TextContent, path: string, number: number): void {
    const key = `${path}\n${content.text}`;
    if (this.said.has(key)) return;
    this.said.add(key);
    const missing = this.fonts.missing(content);
    if (missing.length === 0 || this.said.has(`${path}\nletters`)) return;
    this.said.add(`${path}\nletters`);
    const shown = missing.slice(0, 10).join(' ');
    this.warnings.push({
      code: 'letters-missing',
      path,
      message: `Layer ${number} (${path}) has letters that no font of this farm can draw: ${shown}${missing.length > 10 ? ' …' : ''}. They show as empty boxes. Upload a font asset that has them, and name it as the fontFamily.`,
    });
  }
}
