import type { Rect } from '@farm/shared/geometry';
import type { SKRSContext2D } from '@napi-rs/canvas';
import { runChain } from '../effects/run-chain.js';
import type { Laid, PaintScope } from './paint-scope.js';
import { readPixels } from './pixels.js';

/**
 * Draws a layer through its effects: alone on a clear canvas as large as the scene, because effects count in
 * coordinates of the whole canvas. The result is kept while nothing about it changes.
 */
export function paintThroughEffects(
  ctx: SKRSContext2D,
  laid: Laid,
  view: Rect,
  scope: PaintScope,
  draw: (ctx: SKRSContext2D, view: Rect) => void,
): void {
  const { width, height } = scope.canvas;
  const { id, key, effects } = laid.state;
  const sprite = scope.sprites.get(`${id}/effects`, key, width, height, (own) => {
    const alone = scope.surfaces.take(width, height);
    draw(alone.ctx, { x: 0, y: 0, width, height });
    const data = scope.buffers.take();
    readPixels(alone.ctx.canvas, width, height, data);
    scope.surfaces.give(alone);
    const result = runChain(effects, { width, height, data }, scope.buffers);
    scope.writer.put(own, result.data, width, height);
    scope.buffers.give(result.data);
  });
  ctx.drawImage(sprite, view.x, view.y, view.width, view.height, 0, 0, view.width, view.height);
}
