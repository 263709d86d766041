/** Credits for one second of 640x360 at 30 frames a second, unless the operator says otherwise (2 s cost 0.04). */
export const USUAL_RATE = 0.02;
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

/** Two decimals: credits are shown, charged and added in hundredths. */
export const roundCredits = (value: number): number => Math.round(value * 100 + 1e-9) / 100;

/** Price of a render in credits: proportional to pixels times frames, two decimals, at least 0.01; rate 0 is free. */
export function estimateCost(scene: PricedScene, rate: number = USUAL_RATE): number {
  if (rate === 0) return 0;
  const size = (scene.width * scene.height) / BASE_PIXELS;
  return Math.max(MIN_CREDITS, roundCredits(scene.duration * rate * size * (scene.fps / BASE_FPS)));
}
