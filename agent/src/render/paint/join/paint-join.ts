import type { SKRSContext2D } from '@napi-rs/canvas';
import type { JoinStyle } from '@farm/shared/scene';
import type { JoinState } from '../../../compiler/frames/draw-state.types.js';
import { framesKey } from '../../../compiler/frames/frames-key.js';
import type { Laid, PaintScope } from '../paint-scope.js';
import type { DrawJoin } from './join.types.js';
import { KERNELS } from './kernels.js';
import { MASKS } from './masks.js';
import { MIXES } from './mixes.js';
import { MOVES } from './moves.js';
import { WIPES } from './wipes.js';

const STYLES: Record<JoinStyle, DrawJoin> = { ...MIXES, ...WIPES, ...MOVES, ...MASKS, ...KERNELS };

/** One picture turning into another, on a clear context of the whole canvas. Either is kept while it does not change. */
export function paintJoin(
  ctx: SKRSContext2D,
  children: readonly Laid[],
  { style, progress, going }: JoinState,
  id: string,
  scope: PaintScope,
): void {
  const { width, height } = scope.canvas;
  const picture = (side: string, layers: readonly Laid[]) => {
    const key = framesKey(layers.map(({ state }) => state));
    return scope.sprites.get(`${id}/${side}`, key, width, height, (own) =>
      scope.paintLayers(own, layers, { x: 0, y: 0, width, height }),
    );
  };
  const pictures = {
    going: picture('going', children.slice(0, going)),
    coming: picture('coming', children.slice(going)),
  };
  ctx.save();
  STYLES[style]({ ctx, ...pictures, width, height, progress, scope });
  ctx.restore();
}
