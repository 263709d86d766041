import type { SKRSContext2D } from '@napi-rs/canvas';
import type { BoxStyle } from '../../../compiler/frames/draw-state.types.js';
import { blurScale, drawBlurred } from '../blurred.js';
import { BLUR_REACH } from '../filters.js';
import type { PaintScope } from '../paint-scope.js';
import { fillBox, outset, trace, type Rounded } from './rounded.js';

type Shadow = NonNullable<BoxStyle['shadow']>;

/** CSS's outer shadow: grown, moved, blurred, and cut out where the box itself is. `scale`: target pixels per unit. */
export function drawBoxShadow(
  ctx: SKRSContext2D,
  box: Rounded,
  shadow: Shadow,
  place: { id: string; scale: number; scope: PaintScope },
): void {
  const sigma = shadow.blur / 2;
  const reach = sigma * BLUR_REACH;
  const cast = outset(box, shadow.spread);
  ctx.save();
  cutOut(ctx, box, reach + Math.abs(shadow.spread) + Math.abs(shadow.x) + Math.abs(shadow.y));
  if (sigma <= 0) fillBox(ctx, { ...cast, x: cast.x + shadow.x, y: cast.y + shadow.y }, shadow.color);
  else {
    const { id, scope } = place;
    const scale = blurScale(place.scale, sigma, cast.width + 2 * reach, cast.height + 2 * reach);
    const width = Math.ceil((cast.width + 2 * reach) * scale);
    const height = Math.ceil((cast.height + 2 * reach) * scale);
    const key = JSON.stringify([cast, shadow.color, sigma, scale]);
    const sprite = scope.sprites.get(`${id}/box-shadow`, key, width, height, (own) =>
      drawBlurred(own, scope.surfaces, { width, height, sigma: sigma * scale }, (sharp) => {
        sharp.scale(scale, scale);
        fillBox(sharp, { ...cast, x: reach, y: reach }, shadow.color);
      }),
    );
    ctx.imageSmoothingQuality = 'low';
    const left = cast.x + shadow.x - reach;
    const top = cast.y + shadow.y - reach;
    ctx.drawImage(sprite, 0, 0, width, height, left, top, width / scale, height / scale);
  }
  ctx.restore();
}

/** Lets through everything but the box. */
function cutOut(ctx: SKRSContext2D, box: Rounded, reach: number): void {
  ctx.beginPath();
  ctx.rect(box.x - reach - 1, box.y - reach - 1, box.width + 2 * reach + 2, box.height + 2 * reach + 2);
  trace(ctx, box);
  ctx.clip('evenodd');
}
