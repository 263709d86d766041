import type { EffectState } from '../../compiler/frames/draw-state.types.js';
import { decidedParams } from './decided-params.js';
import { areaOf } from './reach.js';
import { EFFECTS } from './registry.js';
import { runEffect, type Buffers } from './run-effects.js';
import type { Surface } from './surface.js';

/** Ticks in a second, on which everything that flickers is seeded. */
const TICKS = 60;

/** Runs effects one after another; gives the input's buffer back to `buffers` once it is not needed. */
export function runChain(effects: readonly EffectState[], input: Surface, buffers: Buffers): Surface {
  const { width, height } = input;
  let current = input;
  for (const effect of effects) {
    const build = EFFECTS[effect.name];
    if (!build) continue;
    const time = effect.time ?? 0;
    const frame = { width, height, time, tick: Math.floor(TICKS * time + 1e-6) };
    const params = decidedParams(effect);
    const area = areaOf(effect.name, params, frame, current);
    const next = runEffect(build, params, frame, current, { buffers, area });
    if (next !== current) buffers.give(current.data);
    current = next;
  }
  return current;
}
