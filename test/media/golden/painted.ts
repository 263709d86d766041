import { createCanvas } from '@napi-rs/canvas';
import { resolveTimeline, type Layer, type Scene } from '@farm/shared/scene';
import { createPainter, type Painter } from '../../../agent/src/render/paint/index.js';
import { scene } from '../scenes.js';

/** A painter of layers without sources. */
export function painterOf(layers: Layer[], more: Partial<Scene> = {}): Painter {
  const made = scene(layers, { duration: 2, ...more });
  const { width, height, fps } = made;
  const nothing = (): never => {
    throw new Error('These scenes have no pictures.');
  };
  const resources = { still: nothing, videoFrame: nothing };
  return createPainter({ width, height, fps, layers: resolveTimeline(made, {}).layers, resources });
}

/** Reads single pixels, straight RGBA, of a frame of 640×360. */
export function frameOf(painter: Painter, frame: number): (x: number, y: number) => number[] {
  const ctx = createCanvas(640, 360).getContext('2d');
  painter.paint(frame, ctx, { x: 0, y: 0, width: 640, height: 360 });
  const { data } = ctx.getImageData(0, 0, 640, 360);
  return (x, y) => [...data.subarray((y * 640 + x) * 4, (y * 640 + x) * 4 + 4)];
}
