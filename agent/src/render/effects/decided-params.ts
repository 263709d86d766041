import type { EffectState } from '../../compiler/frames/draw-state.types.js';
import type { EffectParams } from './effect.types.js';
import type { Rgba } from './shade.js';
import type { EdgeMode } from './surface.js';

const EDGES: readonly EdgeMode[] = ['clamp', 'transparent', 'mirror'];
const BLACK: Rgba = { r: 0, g: 0, b: 0, a: 1 };

/** Parameters as the frame program decided them. A name that an effect does not have is a mistake of its kernel. */
export function decidedParams({ name: effect, params }: EffectState): EffectParams {
  const of = (name: string): EffectState['params'][string] => {
    const value = params[name];
    if (value === undefined) throw new Error(`The effect ${effect} has no parameter ${name}.`);
    return value;
  };
  return {
    number: (name) => Number(of(name)),
    flag: (name) => of(name) === true,
    word: (name) => String(of(name)),
    colour: (name) => {
      const value = of(name);
      return typeof value === 'object' ? value : BLACK;
    },
    edge: (name) => EDGES.find((mode) => mode === of(name)) ?? 'clamp',
  };
}
