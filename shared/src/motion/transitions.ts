import { TRANSITIONS, type PropertyValue, type TimedLayer, type Transition } from '../scene/index.js';
import { frameTime, type Rational } from '../time/index.js';
import { ease } from './easing.js';

/** What transitions do to a layer at one frame. */
export interface TransitionPose {
  /** Added to the position, in fractions of the canvas. */
  moveX: number;
  moveY: number;
  /** Factors. */
  scale: number;
  opacity: number;
  volume: number;
}

export const REST: TransitionPose = { moveX: 0, moveY: 0, scale: 1, opacity: 1, volume: 1 };

interface Moment {
  transition: Transition;
  /** −1 … 0 while the layer comes, 0 … 1 while it goes. */
  p: number;
}

/** Seconds of both windows; when they are longer than the layer, both shrink by the same factor. */
export function transitionSeconds({ layer, length }: Pick<TimedLayer, 'layer' | 'length'>): {
  in: number;
  out: number;
} {
  const wanted = { in: layer.transitionIn?.duration ?? 0, out: layer.transitionOut?.duration ?? 0 };
  const sum = wanted.in + wanted.out;
  const factor = sum > length && sum > 0 ? length / sum : 1;
  return { in: wanted.in * factor, out: wanted.out * factor };
}

/** The windows that a frame of the layer's container falls into (videojson.md 4.1); at most both. */
export function momentsAt(
  timed: Pick<TimedLayer, 'layer' | 'length' | 'start'>,
  frame: number,
  fps: Rational,
): Moment[] {
  const { transitionIn, transitionOut } = timed.layer;
  const elapsed = frameTime(frame, fps) - timed.start;
  const seconds = transitionSeconds(timed);
  const moments: Moment[] = [];
  if (transitionIn && elapsed < seconds.in) {
    const x = Math.max(0, elapsed / seconds.in);
    moments.push({ transition: transitionIn, p: -1 + ease(easingOf(transitionIn), x) });
  }
  const outStart = timed.length - seconds.out;
  if (transitionOut && seconds.out > 0 && elapsed > outStart) {
    const x = Math.min(1, (elapsed - outStart) / seconds.out);
    moments.push({ transition: transitionOut, p: ease(easingOf(transitionOut), x) });
  }
  return moments;
}

function easingOf(transition: Transition) {
  return transition.easing ?? TRANSITIONS.get(transition.name)?.defaultEasing;
}

/** Both windows composed: moves add up, factors multiply. Names without a rule here change nothing. */
export function transitionPose(
  timed: Pick<TimedLayer, 'layer' | 'length' | 'start'>,
  frame: number,
  fps: Rational,
): TransitionPose {
  return momentsAt(timed, frame, fps).reduce((pose, moment) => {
    const step = poseOf(moment.transition, 1 - Math.abs(moment.p));
    return {
      moveX: pose.moveX + step.moveX,
      moveY: pose.moveY + step.moveY,
      scale: pose.scale * step.scale,
      opacity: pose.opacity * step.opacity,
      volume: pose.volume * step.volume,
    };
  }, REST);
}

/** One preset at `t`: 0 is gone, 1 is at rest. */
export function poseOf(transition: Transition, t: number): TransitionPose {
  const param = (name: string): number => numberParam(transition, name);
  const opacity = transition.params.fade === false ? 1 : clamp01(2 * t);
  switch (transition.name) {
    case 'fade':
      return { ...REST, opacity: clamp01(t), volume: clamp01(t) };
    case 'slideUp':
      return { ...REST, opacity, moveY: param('distance') * (1 - t) };
    case 'slideDown':
      return { ...REST, opacity, moveY: -param('distance') * (1 - t) };
    case 'slideLeft':
      return { ...REST, opacity, moveX: param('distance') * (1 - t) };
    case 'slideRight':
      return { ...REST, opacity, moveX: -param('distance') * (1 - t) };
    case 'zoom': {
      const from = param('from');
      return { ...REST, opacity, scale: from + (1 - from) * t };
    }
    default:
      return REST;
  }
}

const clamp01 = (x: number): number => Math.min(1, Math.max(0, x));

function numberParam(transition: Transition, name: string): number {
  const given: PropertyValue | undefined = transition.params[name];
  if (typeof given === 'number') return given;
  if (typeof given === 'object' && !Array.isArray(given)) return given.n;
  const fallback = TRANSITIONS.get(transition.name)?.params.get(name)?.default;
  return typeof fallback === 'number' ? fallback : 0;
}
