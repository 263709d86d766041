import { resolveTimeline, type Scene } from '@farm/shared/scene';
import { toNumber } from '@farm/shared/time';
import { estimateCost, TIER } from '../../../pricing/index.js';
import type { CostDto } from './render.dto.js';

/** POST /v1/render/cost: what a render would cost, before anybody looked at its media. */
export function sceneToCost(scene: Scene): CostDto {
  const { width, height } = scene;
  const fps = toNumber(scene.fps);
  const duration = resolveTimeline(scene, {}).frames / fps;
  return {
    cost: estimateCost({ width, height, fps, duration }),
    estimatedDuration: Math.round(duration * 1000) / 1000,
    resolution: { width, height, label: `${width}x${height}` },
    fps: Math.round(fps),
    tier: {
      tier: TIER.tier,
      credits_balance: TIER.credits.balance,
      monthly_credits: TIER.credits.monthly,
    },
  };
}
