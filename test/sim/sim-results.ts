import type {
  FileRole,
  OrderOf,
  ResultFile,
  ResultOf,
  WorkOrder,
  WorkResult,
} from '../../shared/src/wire/index.js';

/** Which file an order leaves; undefined: none. */
export const roleOf = ({ kind }: WorkOrder): Extract<FileRole, 'master' | 'piece'> | undefined => {
  if (kind === 'plan') return undefined;
  return kind === 'chunk' || kind === 'audio' ? 'piece' : 'master';
};

const RENDERED_WITH = {
  ...{ engine: 'cpu' as const, encoder: 'libx264', ffmpeg: '8.0' },
  ...{ renderSeconds: 1, totalSeconds: 1 },
};

/** What a pretended attempt reports. */
export function resultOf(order: WorkOrder, files: ResultFile[]): WorkResult {
  switch (order.kind) {
    case 'whole': {
      const { width, height } = order.scene;
      return film('whole', { width, height, ...lengthOf(order.scene) }, files);
    }
    case 'plan':
      return planned(order);
    case 'chunk': {
      const frames = order.range.to - order.range.from;
      return {
        kind: 'chunk',
        files,
        frames,
        parameterSets: 'alike',
        warnings: [],
        renderedWith: RENDERED_WITH,
      };
    }
    case 'audio':
      return { kind: 'audio', files, samples: 48_000, warnings: [] };
    case 'stitch': {
      const { width, height, fps, ranges } = order;
      const frames = ranges.at(-1)?.to ?? 0;
      return film('stitch', { width, height, frames, fps: fps.num / fps.den }, files);
    }
    default:
      throw new Error(`the simulator has no result for ${order.kind} orders`);
  }
}

type Scene = OrderOf<'plan'>['scene'];
const lengthOf = ({ fps, duration }: Scene): { frames: number; fps: number } => {
  const rate = fps.num / fps.den;
  return { frames: Math.round((duration ?? 1) * rate), fps: rate };
};

/** No two films share a piece: every piece is drawn, as on a farm that has not seen them before. */
function planned({ jobId, scene, pieceFrames }: OrderOf<'plan'>): ResultOf<'plan'> {
  const { frames } = lengthOf(scene);
  const pieces = Array.from({ length: Math.ceil(frames / pieceFrames) }, (_, index) => {
    const range = { from: index * pieceFrames, to: Math.min(frames, (index + 1) * pieceFrames) };
    return { range, key: `${jobId} ${range.from}`, sources: [] };
  });
  const sound = { key: `${jobId} sound`, sources: [] };
  return { kind: 'plan', files: [], frames, pieces, sound, facts: {}, warnings: [] };
}

function film<K extends 'whole' | 'stitch'>(
  kind: K,
  picture: { width: number; height: number; fps: number; frames: number },
  files: ResultFile[],
) {
  const duration = picture.frames / picture.fps;
  const facts = { ...picture, duration, videoCodec: 'h264', audioCodec: null };
  return { kind, files, facts, warnings: [], renderedWith: RENDERED_WITH };
}
