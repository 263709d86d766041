import type { SKRSContext2D } from '@napi-rs/canvas';
import type { TextContent } from '../../../compiler/frames/draw-state.types.js';
import { blurScale, drawBlurred } from '../blurred.js';
import { BLUR_REACH } from '../filters.js';
import type { PaintScope } from '../paint-scope.js';
import { grown } from '../rects.js';
import { drawText } from './draw-text.js';
import type { SetText } from './typesetter.js';

/** The shadow of glyphs, stroke and decoration; (x, y) is the corner of the content box. */
export function drawTextShadow(
  ctx: SKRSContext2D,
  content: TextContent,
  set: SetText,
  { x, y }: { x: number; y: number },
  cast: { id: string; scale: number; scope: PaintScope },
): void {
  const { shadow } = content;
  if (!shadow) return;
  const ink = { fill: shadow.color, stroke: shadow.color };
  const sigma = shadow.blur / 2;
  if (sigma <= 0) {
    drawText(ctx, content, set, x + shadow.x, y + shadow.y, ink);
    return;
  }
  const reach = sigma * BLUR_REACH + (content.stroke?.width ?? 0) * 2 + content.fontPx * 0.25;
  const area = grown(set.ink, reach);
  const { id, scope } = cast;
  const scale = blurScale(cast.scale, sigma, area.width, area.height);
  const width = Math.ceil(area.width * scale);
  const height = Math.ceil(area.height * scale);
  const key = JSON.stringify([content, scale]);
  const sprite = scope.sprites.get(`${id}/text-shadow`, key, width, height, (own) =>
    drawBlurred(own, scope.surfaces, { width, height, sigma: sigma * scale }, (sharp) => {
      sharp.scale(scale, scale);
      drawText(sharp, content, set, -area.x, -area.y, ink);
    }),
  );
  ctx.imageSmoothingQuality = 'low';
  const left = x + shadow.x + area.x;
  const top = y + shadow.y + area.y;
  ctx.drawImage(sprite, 0, 0, width, height, left, top, width / scale, height / scale);
}
