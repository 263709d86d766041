import { OUTPUT_FORMATS, type ToolPlan } from '@farm/shared/tools';

export interface ToolFacts {
  width: number;
  height: number;
  fps: number;
  /** Seconds; null when only the media can tell. */
  duration: number | null;
  frames: number;
}

/** What nobody knows before the media is measured, and what most films have. */
const USUAL_FPS = 30;

/**
 * What can be said of a tool's result before anybody looked at its input: a first price, corrected by the measured
 * file. Sound has no picture and costs nothing; an input of unknown size costs the least until it is known.
 */
export function toolFacts({ format, operation, hints }: ToolPlan): ToolFacts {
  const { kind } = OUTPUT_FORMATS[format];
  if (kind === 'audio') return { width: 0, height: 0, fps: 0, duration: hints.duration ?? null, frames: 0 };
  const size = sizeOf(operation, hints);
  if (kind === 'image') return { ...size, fps: USUAL_FPS, duration: null, frames: 1 };
  const duration = lengthOf(operation, hints.duration) ?? null;
  const frames = Math.max(1, Math.round((duration ?? 0) * USUAL_FPS));
  return { ...size, fps: USUAL_FPS, duration, frames };
}

function sizeOf(operation: ToolPlan['operation'], hints: ToolPlan['hints']) {
  const { width = 0, height = 0 } = hints;
  if (operation.op === 'crop') return { width: operation.width, height: operation.height };
  if (operation.op === 'resize' && operation.width && operation.height)
    return { width: operation.width, height: operation.height };
  return operation.op === 'rotate' && operation.degrees % 180 !== 0
    ? { width: height, height: width }
    : { width, height };
}

function lengthOf(operation: ToolPlan['operation'], known: number | undefined): number | undefined {
  switch (operation.op) {
    case 'trim':
    case 'gif': {
      const end = Math.min(operation.end ?? Infinity, known ?? Infinity);
      return Number.isFinite(end) ? Math.max(0, end - operation.start) : undefined;
    }
    case 'speed':
      return known === undefined ? undefined : known / operation.speed;
    default:
      return known;
  }
}
