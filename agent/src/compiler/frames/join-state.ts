import type { TimedLayer } from '@farm/shared/scene';
import { frameTime, type Rational } from '@farm/shared/time';
import type { BoxStyle, DrawState, Filters, Placement } from './draw-state.types.js';
import { framesKey } from './frames-key.js';

/** How much of the layer below is left while `timed` takes over, 1 to 0; undefined when it is not taking over. */
export function joinProgress(timed: TimedLayer, frame: number, fps: Rational): number | undefined {
  const { join } = timed;
  if (!join || frame < timed.startFrame || frame >= join.endFrame) return undefined;
  const gone = (frameTime(frame, fps) - timed.start) / join.seconds;
  return gone < 1 - 1e-9 ? 1 - Math.max(0, gone) : undefined;
}

interface Joining {
  /** The layer that comes. */
  timed: TimedLayer;
  id: string;
  progress: number;
}

/** The layer below and the one that takes over as one picture of the whole canvas; either may draw nothing. */
export function joinState(
  { timed, id, progress }: Joining,
  below: DrawState | undefined,
  own: DrawState | undefined,
): DrawState | undefined {
  const style = timed.join?.style;
  if (!style || (!below && !own)) return undefined;
  const children = [below, own].filter((state) => state !== undefined);
  const going = below ? 1 : 0;
  const childrenKey = `${style}:${progress}:${going}\n${framesKey(children)}`;
  return {
    ...WHOLE_CANVAS,
    id: `${id}/join`,
    timed,
    key: childrenKey,
    content: { kind: 'group', children, childrenKey, join: { style, progress, going } },
  };
}

const NO_STROKE = { style: 'none', color: '#000000' };
const NO_LENGTH = { px: 0, percent: 0 };

const AT_REST: Placement = {
  rest: { x: 0, y: 0 },
  x: 0,
  y: 0,
  z: 0,
  anchor: [0, 0, 0],
  scale: [1, 1, 1],
  rotation: { x: 0, y: 0, z: 0 },
  perspective: 0,
};

const NO_BOX: BoxStyle = {
  background: undefined,
  padding: [0, 0, 0, 0],
  border: { ...NO_STROKE, widths: [0, 0, 0, 0] },
  innerBorder: false,
  radii: [NO_LENGTH, NO_LENGTH, NO_LENGTH, NO_LENGTH],
  shadow: undefined,
  outline: undefined,
  steady: true,
};

const NO_FILTERS: Filters = {
  blur: 0,
  brightness: 1,
  contrast: 1,
  grayscale: 0,
  hueRotate: 0,
  invert: 0,
  saturate: 1,
  sepia: 0,
};

const WHOLE_CANVAS: Omit<DrawState, 'id' | 'timed' | 'key' | 'content'> = {
  opacity: 1,
  blend: 'normal',
  placement: AT_REST,
  box: NO_BOX,
  filters: NO_FILTERS,
  effects: [],
};
