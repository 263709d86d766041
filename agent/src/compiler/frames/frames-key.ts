import type { DrawState } from './draw-state.types.js';

/** Equal keys mean equal pixels of the run of layers. */
export function framesKey(states: readonly Pick<DrawState, 'id' | 'key'>[]): string {
  return states.map((state) => `${state.id}:${state.key}`).join('\n');
}
