import { TIER } from '../billing/credits-to-billing.js';
import { kindOf, resolveTimeline, type Scene } from '@farm/shared/scene';
import { toNumber } from '@farm/shared/time';
import { estimateCost, type Standing } from '../../../pricing/index.js';
import type { CostDto, CostTierDto, TierDto } from './cost.dto.js';

/** POST /v1/render/cost: what a render would cost, before anybody looked at its media. */
export function sceneToCost(scene: Scene, standing: Standing, creditRate?: number): CostDto {
  const { width, height } = scene;
  const fps = toNumber(scene.fps);
  const duration = resolveTimeline(scene, {}).frames / fps;
  const kind = kindOf(scene.output);
  const picture = { width, height, fps, duration: kind === 'still' ? 0 : duration };
  return {
    // Sound alone costs nothing, as with tools.
    cost: kind === 'sound' ? 0 : estimateCost(picture, creditRate),
    estimatedDuration: Math.round(duration * 1000) / 1000,
    resolution: { width, height, label: `${width}x${height}` },
    fps: Math.round(fps),
    tier: costTier(standing),
  };
}

/** GET /v1/render/tier: real numbers, because clients need them; large without a quota. */
export const standingToTier = ({ balance, monthly }: Standing): TierDto => ({
  tier: TIER,
  credits: { balance, monthly, max: monthly },
});

/** Snake case inside a camel-case answer, as the vendor has it (C-24). */
const costTier = ({ balance, monthly }: Standing): CostTierDto => ({
  tier: TIER,
  credits_balance: balance,
  monthly_credits: monthly,
});
