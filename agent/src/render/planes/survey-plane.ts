import { clip, union, type Rect } from '@farm/shared/geometry';
import type { FrameRange } from '@farm/shared/time';
import type { TimedLayer } from '@farm/shared/scene';
import type { Painter } from '../paint/painter.types.js';
import { extend, SpanFollower, type MediaSpan } from './media-spans.js';

/** Everything that is known of a painted plane before it is painted. */
export interface PlaneSurvey {
  /** Even corner and size; undefined when the plane never shows anything. */
  region: Rect | undefined;
  /** From the first frame on which something is drawn to the last; empty when there is none. */
  shown: FrameRange;
  /** One byte per frame of the range: 1 where the picture differs from the frame before. */
  changed: Uint8Array;
  /** Painted pictures. */
  pictures: number;
  videos: Map<string, VideoUse>;
}

/** The source seconds that one video layer shows, frame by frame. */
export interface VideoUse {
  timed: TimedLayer;
  /** In the order in which they are asked for: one, except for loops. */
  spans: MediaSpan[];
}

/** Frames between two breaths: other pipes and the connection to the parent must not wait for a long survey. */
const BREATH = 500;

/** Asks the painter about every frame, without painting any. */
export async function surveyPlane(
  painter: Painter,
  range: FrameRange,
  canvas: { width: number; height: number },
  signal?: AbortSignal,
): Promise<PlaneSurvey> {
  const changed = new Uint8Array(range.to - range.from);
  const videos = new Map<string, VideoUse & { follower: SpanFollower }>();
  const shown = { from: range.to, to: range.from };
  let region: Rect | undefined;
  let before: string | undefined;
  for (let frame = range.from; frame < range.to; frame += 1) {
    const key = painter.key(frame);
    if (key !== before) {
      changed[frame - range.from] = 1;
      region = union(region, painter.bounds(frame));
    }
    before = key;
    if (painter.bounds(frame)) {
      shown.from = Math.min(shown.from, frame);
      shown.to = frame + 1;
    }
    for (const need of painter.videos(frame)) useVideo(videos, need.timed, need.sourceTime);
    if (frame % BREATH === 0) await breath(signal);
  }
  const pictures = changed.reduce((sum, flag) => sum + flag, 0);
  return { region: region && evenRegion(region, canvas), shown, changed, pictures, videos };
}

async function breath(signal?: AbortSignal): Promise<void> {
  await new Promise<void>((resolve) => setImmediate(resolve));
  signal?.throwIfAborted();
}

function useVideo(
  videos: Map<string, VideoUse & { follower: SpanFollower }>,
  timed: TimedLayer,
  sourceTime: number,
): void {
  const { path } = timed.layer;
  const use = videos.get(path) ?? { timed, spans: [], follower: new SpanFollower() };
  videos.set(path, use);
  const last = use.follower.begins(sourceTime) ? undefined : use.spans.at(-1);
  if (last) extend(last, sourceTime);
  else use.spans.push({ from: sourceTime, to: sourceTime, backwards: false });
}

/** Overlays in 4:2:0 begin on even pixels only. The canvas is even, so the region stays inside it. */
function evenRegion(rect: Rect, canvas: { width: number; height: number }): Rect | undefined {
  const inside = clip(rect, { x: 0, y: 0, ...canvas });
  if (!inside) return undefined;
  const x = Math.floor(inside.x / 2) * 2;
  const y = Math.floor(inside.y / 2) * 2;
  return {
    x,
    y,
    width: Math.ceil((inside.x + inside.width - x) / 2) * 2,
    height: Math.ceil((inside.y + inside.height - y) / 2) * 2,
  };
}
