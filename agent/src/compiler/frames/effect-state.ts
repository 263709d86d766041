import { parseColor, sampleKeyframes, type Color } from '@farm/shared/motion';
import {
  EFFECTS,
  type Effect,
  type ParamDefinition,
  type PropertyDefinition,
  type PropertyValue,
  type TimedLayer,
} from '@farm/shared/scene';
import type { EffectState } from './draw-state.types.js';

export interface EffectClock {
  /** Second of the layer's source, where keyframes live. */
  sourceTime: number;
  /** Second on the container's clock, which flickering effects follow. */
  time: number;
  /** Pixels of one em: 1 % of the width, for texts as well. */
  em: number;
}

/** The layer's own effects in their order, then those of its transitions; disabled and unknown ones are left out. */
export function effectsOf(
  { layer }: Pick<TimedLayer, 'layer'>,
  injected: readonly Effect[],
  clock: EffectClock,
): EffectState[] {
  const seen = new Map<string, number>();
  const own = layer.effects.flatMap((effect) => {
    const nth = seen.get(effect.name) ?? 0;
    // Disabled ones count, so that a path means the same whether an effect is on or off.
    seen.set(effect.name, nth + 1);
    const read = (param: string, definition: ParamDefinition) =>
      pathValue(layer, pathsOf(effect.name, nth, param), definition, clock.sourceTime);
    return effect.enabled ? stateOf(effect, read, clock) : [];
  });
  return [...own, ...injected.flatMap((effect) => stateOf(effect, () => undefined, clock))];
}

type ReadPath = (param: string, definition: ParamDefinition) => PropertyValue | undefined;

function stateOf(effect: Effect, read: ReadPath, { time, em }: EffectClock): EffectState[] {
  const definition = EFFECTS.get(effect.name);
  if (!definition) return [];
  const params: EffectState['params'] = {};
  for (const [name, param] of definition.params)
    params[name] = decided(read(name, param) ?? effect.params[name] ?? param.default, param, em);
  return [{ name: effect.name, params, ...(definition.usesTime ? { time } : {}) }];
}

/** `effects.<name>.<param>` is the first effect of that name. */
function pathsOf(name: string, nth: number, param: string): string[] {
  const numbered = `effects.${name}[${nth}].${param}`;
  return nth === 0 ? [numbered, `effects.${name}.${param}`] : [numbered];
}

/** Keyframes, else a static value written among the layer's properties. */
function pathValue(
  layer: TimedLayer['layer'],
  paths: string[],
  definition: ParamDefinition,
  sourceTime: number,
): PropertyValue | undefined {
  const animation = layer.animations.find(({ property }) => paths.includes(property));
  if (animation) return sampleKeyframes(animation, sourceTime, asProperty(definition));
  const path = paths.find((one) => layer.properties[one] !== undefined);
  return path === undefined ? undefined : layer.properties[path];
}

function asProperty({ type, default: usual }: ParamDefinition): PropertyDefinition {
  return {
    type: type === 'color' ? 'color' : 'number',
    default: usual,
    units: [],
    animatable: type === 'number' || type === 'color',
  };
}

const BLACK: Color = { r: 0, g: 0, b: 0, a: 1 };

/** A value in what effects count with: pixels, radians, colours. */
function decided(
  value: PropertyValue,
  { type, unit, default: usual }: ParamDefinition,
  em: number,
): number | boolean | string | Color {
  if (type === 'switch') return value === true;
  if (type === 'color') return parseColor(String(value)) ?? BLACK;
  if (type === 'option') return String(value);
  const plain = typeof value === 'object' && !Array.isArray(value) ? value.n : value;
  const n = typeof plain === 'number' && Number.isFinite(plain) ? plain : Number(usual);
  if (unit === 'em') return n * em;
  return unit === 'deg' ? (n * Math.PI) / 180 : n;
}
