import type { Easing } from './value.schema.js';
import rawEffects from './registry/effects.json' with { type: 'json' };
import rawTransitions from './registry/transitions.json' with { type: 'json' };

/** One parameter of an effect or a transition. `min` and `max` are hints of the editor; renderers do not clamp. */
export interface ParamDefinition {
  type: 'number' | 'switch' | 'option' | 'color';
  default: number | string | boolean;
  min?: number;
  max?: number;
  /** em (1 % of the scene's width), deg or rad; absent: plain. */
  unit?: string;
  options?: readonly string[];
}

export interface EffectDefinition {
  params: ReadonlyMap<string, ParamDefinition>;
  /** Changes from frame to frame although its input does not. */
  usesTime: boolean;
}

export interface TransitionDefinition {
  params: ReadonlyMap<string, ParamDefinition>;
  defaultEasing: Easing;
  /** all: every layer; visual: all but audio; textual: text and captions. */
  category: 'all' | 'visual' | 'textual';
}

interface RawParam {
  type: string;
  default: number | string | boolean;
  min?: number;
  max?: number;
  unit?: string;
  options?: Record<string, string>;
  fieldConfig?: { unit?: string; options?: Record<string, string> };
}

const PARAM_TYPES: Record<string, ParamDefinition['type']> = {
  float: 'number',
  number: 'number',
  bool: 'switch',
  toggle: 'switch',
  option: 'option',
  color: 'color',
};

function param(given: RawParam): ParamDefinition {
  const options = given.options ?? given.fieldConfig?.options;
  const unit = given.unit ?? given.fieldConfig?.unit;
  return {
    type: PARAM_TYPES[given.type] ?? 'number',
    default: given.default,
    ...(given.min === undefined ? {} : { min: given.min }),
    ...(given.max === undefined ? {} : { max: given.max }),
    ...(unit === undefined ? {} : { unit }),
    ...(options === undefined ? {} : { options: Object.keys(options) }),
  };
}

const params = (given: Record<string, RawParam>): ReadonlyMap<string, ParamDefinition> =>
  new Map(Object.entries(given).map(([name, one]) => [name, param(one)]));

const effects = rawEffects as unknown as Record<
  string,
  { usesTime: boolean; params: Record<string, RawParam> }
>;
const transitions = rawTransitions as Record<
  string,
  { defaultEasing: string; layerCategory: string; params: Record<string, RawParam> }
>;

/** The 42 effects of VideoJSON (videojson.md section 5). */
export const EFFECTS: ReadonlyMap<string, EffectDefinition> = new Map(
  Object.entries(effects).map(([name, one]) => [
    name,
    { params: params(one.params), usesTime: one.usesTime },
  ]),
);

/** The 27 transitions of VideoJSON (videojson.md section 4). */
export const TRANSITIONS: ReadonlyMap<string, TransitionDefinition> = new Map(
  Object.entries(transitions).map(([name, one]) => [
    name,
    {
      params: params(one.params),
      defaultEasing: one.defaultEasing as Easing,
      category: one.layerCategory as TransitionDefinition['category'],
    },
  ]),
);
