import type { Scene, TimedLayer, Timeline } from '@farm/shared/scene';
import type { FrameRange } from '@farm/shared/time';

/** The layers that the range can show, in paint order; the composition's own looks are one group around them. */
export function orderLayers(
  scene: Scene,
  timeline: Timeline,
  range: FrameRange,
  background: string,
): TimedLayer[] {
  const seen = timeline.layers.filter(
    (timed) =>
      timed.layer.kind !== 'audio' &&
      timed.startFrame < range.to &&
      timed.endFrame > range.from &&
      hasPicture(timed),
  );
  return isPlain(scene.frame) ? seen : [frameGroup(scene, timeline, seen, background)];
}

function hasPicture(timed: TimedLayer): boolean {
  return timed.layer.kind !== 'video' || timed.media === undefined || timed.media.video !== null;
}

function isPlain(frame: Scene['frame']): boolean {
  return (
    Object.keys(frame.properties).length === 0 &&
    frame.animations.length === 0 &&
    !frame.transitionIn &&
    !frame.transitionOut &&
    !frame.effects.some((effect) => effect.enabled)
  );
}

function frameGroup(
  scene: Scene,
  timeline: Timeline,
  children: TimedLayer[],
  background: string,
): TimedLayer {
  const length = (timeline.frames * timeline.fps.den) / timeline.fps.num;
  const { animations, transitionIn, transitionOut, effects } = scene.frame;
  // Effects act on the finished frame, so what lies behind the layers takes part.
  const filled = effects.some((effect) => effect.enabled);
  const properties = { ...scene.frame.properties, ...(filled ? { backgroundColor: background } : {}) };
  return {
    layer: {
      kind: 'group',
      id: 'composition',
      path: 'composition',
      number: 1,
      enabled: true,
      start: 0,
      sourceDuration: length,
      sourceStart: 0,
      sourceEnd: 0,
      speed: 1,
      properties,
      animations,
      ...(transitionIn ? { transitionIn } : {}),
      ...(transitionOut ? { transitionOut } : {}),
      effects,
      children: children.map((child) => child.layer),
    },
    startFrame: 0,
    endFrame: timeline.frames,
    start: 0,
    length,
    sourceDuration: length,
    children,
  };
}
