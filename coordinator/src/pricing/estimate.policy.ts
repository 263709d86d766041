/** Credits for one second of 640x360 at 30 frames a second (ilve-api.md section 5: 2 s cost 0.04). */
const CREDITS_PER_SECOND = 0.02;
const BASE_PIXELS = 640 * 360;
const BASE_FPS = 30;
const MIN_CREDITS = 0.01;

export interface PricedScene {
  width: number;
  height: number;
  fps: number;
  /** Seconds. */
  duration: number;
}

const round2 = (value: number): number => Math.round(value * 100 + 1e-9) / 100;

/** Price of a render in credits: proportional to pixels times frames, two decimals, at least 0.01. */
export function estimateCost(scene: PricedScene): number {
  const size = (scene.width * scene.height) / BASE_PIXELS;
  return Math.max(MIN_CREDITS, round2(scene.duration * CREDITS_PER_SECOND * size * (scene.fps / BASE_FPS)));
}

/** What `GET /v1/render/tier` says on a farm without billing: real numbers, because clients need them, but large. */
export const TIER = {
  tier: 'enterprise',
  credits: { balance: 1_000_000, monthly: 1_000_000, max: 1_000_000 },
} as const;
