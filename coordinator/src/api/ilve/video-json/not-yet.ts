import { EFFECTS, TRANSITIONS } from '@farm/shared/scene';

/**
 * What VideoJSON has and this farm does not draw yet. Documents that use it are refused by name instead of being
 * rendered wrongly. Whoever adds one to the renderer deletes it here; nothing else refuses it.
 */
export const DRAWN_TRANSITIONS: ReadonlySet<string> = new Set([
  'fade',
  'slideUp',
  'slideDown',
  'slideLeft',
  'slideRight',
  'zoom',
]);

const without = (names: Iterable<string>, drawn: ReadonlySet<string>): ReadonlySet<string> =>
  new Set([...names].filter((name) => !drawn.has(name)));

export const EFFECTS_NOT_YET: ReadonlySet<string> = new Set(EFFECTS.keys());
export const TRANSITIONS_NOT_YET = without(TRANSITIONS.keys(), DRAWN_TRANSITIONS);
/** Rotation about X or Y, and depth in position or anchor. */
export const THREE_D_NOT_YET = true;

/** The end of every such sentence. */
export const NOT_DRAWN_YET = 'which this farm does not draw yet';
