import { TRANSITIONS, type TimedLayer, type Transition } from '../scene/index.js';
import { frameTime, type Rational } from '../time/index.js';
import { ease } from './easing.js';
import { TransitionParams } from './transition-params.js';
import { composed, REST, type TransitionPose } from './transition-pose.js';
import { presetPose } from './transition-presets.js';
import { chance } from './transition-random.js';

export interface TransitionMoment {
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
): TransitionMoment[] {
  const { transitionIn, transitionOut } = timed.layer;
  const elapsed = frameTime(frame, fps) - timed.start;
  const seconds = transitionSeconds(timed);
  const moments: TransitionMoment[] = [];
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

/** The canvas that a pose is for. */
export interface PoseCanvas {
  width: number;
  height: number;
  fps: Rational;
}

/** Both windows composed (videojson.md 4.1). Presets for text do nothing to other layers. */
export function transitionPose(
  timed: Pick<TimedLayer, 'layer' | 'length' | 'start'>,
  frame: number,
  { width, height, fps }: PoseCanvas,
): TransitionPose {
  const { id, kind } = timed.layer;
  const written = kind === 'text' || kind === 'captions';
  return momentsAt(timed, frame, fps).reduce((pose, { transition, p }) => {
    if (!written && TRANSITIONS.get(transition.name)?.category === 'textual') return pose;
    const step = presetPose(transition.name, {
      t: 1 - Math.abs(p),
      params: new TransitionParams(transition),
      aspect: height / width,
      chance: (salt) => chance(id, salt),
    });
    return composed(pose, step);
  }, REST);
}
