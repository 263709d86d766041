import type { Dispatcher } from 'undici';
import type { MediaFacts, Scene } from '@farm/shared/scene';
import type { DownloadGrant, UploadGrant, UploadReceipt } from '@farm/shared/storage';
import type { FrameRange } from '@farm/shared/time';
import type {
  Capabilities,
  Engine,
  FileRole,
  OrderOf,
  Phase,
  ResultFacts,
  ResultFile,
  ResultOf,
  Warning,
} from '@farm/shared/wire';
import type { ToolPlan } from '@farm/shared/tools';
import type { ExpectedMaster, PiecesPlan } from '../../render/index.js';
import type { ExpectedOutput } from '../../tools/index.js';
import type { InputFetcher } from '../input-fetcher.js';
import type { UploadAsk } from '../ipc.js';
import type { WantedInputs } from '../wanted-inputs.js';

/** A file to be uploaded. */
export interface MadeFile {
  role: FileRole;
  path: string;
  fileName: string;
  contentType: string;
}

/** What every attempt has and what its steps have made so far. Each step reads what earlier ones wrote. */
export interface AttemptContext {
  readonly wanted: WantedInputs;
  /** Work folder; gone after the attempt. */
  readonly folder: string;
  readonly tools: { ffmpeg: string; ffprobe: string };
  readonly capabilities: Capabilities;
  readonly cores: number;
  readonly stallSeconds: number;
  readonly coordinator: string;
  readonly inputs: ReadonlyMap<string, DownloadGrant>;
  readonly fetcher: InputFetcher;
  readonly signal: AbortSignal;
  uploadGrants(files: UploadAsk[]): Promise<{ role: FileRole; grant: UploadGrant }[]>;
  tell(part: number, frames?: { done: number; total: number; fps?: number | undefined }): void;

  /** True: the master will be delivered from some agent, best from this one. */
  readonly keepMaster?: boolean;

  /** fetch: source key -> local file. */
  files: Record<string, string>;
  warnings: Warning[];
  /** What upload will send. */
  made: MadeFile[];
  /** upload. */
  stored: ResultFile[];
}

/** An attempt that makes a file and uploads it. */
export interface FileContext extends AttemptContext {
  /** verify: what was measured of the file. */
  facts?: ResultFacts;
  /** render or tool: what made it, and in how many seconds. */
  encoder?: { engine: Engine; name: string; seconds: number };
}

/** An attempt that renders a scene. */
export interface RenderContext extends FileContext {
  readonly scene: Scene;
  readonly engine?: Engine;
  /** render, then checked by verify. */
  master?: string;
  expected?: ExpectedMaster;
  /** The master has a key frame at every multiple of so many frames. */
  keyEvery?: number;
}

/** An attempt that cuts a scene. */
export interface PlanContext extends AttemptContext {
  readonly scene: Scene;
  readonly encoder: Engine;
  readonly pieceFrames: number;
  /** plan. */
  pieces?: PiecesPlan;
}

/** An attempt that draws some frames of a scene, or makes its sound. */
export interface PieceContext extends AttemptContext {
  readonly scene: Scene;
  readonly facts: Record<string, MediaFacts>;
}

export interface ChunkContext extends PieceContext {
  readonly engine: Engine;
  readonly range: FrameRange;
  /** chunk. */
  parameterSets?: string;
  encoder?: { engine: Engine; name: string; seconds: number };
}

export interface AudioContext extends PieceContext {
  /** audio. */
  samples?: number;
}

/** An attempt that joins pieces. */
export interface StitchContext extends FileContext {
  readonly picture: Pick<OrderOf<'stitch'>, 'width' | 'height' | 'fps' | 'ranges' | 'sound'>;
  /** stitch, then checked by verify. */
  master?: string;
  expected?: ExpectedMaster;
  keyEvery?: number;
}

/** An attempt that sends a finished file to a customer's storage. */
export interface DeliverContext extends AttemptContext {
  readonly file: OrderOf<'deliver'>['file'];
  readonly target: OrderOf<'deliver'>['target'];
  readonly door: Dispatcher;
  /** deliver: what the storage answered. */
  receipt?: UploadReceipt;
}

/** An attempt that looks at an asset. */
export interface InspectContext extends AttemptContext {
  readonly type: 'image' | 'video' | 'audio' | 'font';
  /** inspect. */
  facts?: ResultOf<'inspect'>['facts'];
}

/** An attempt that changes a file. */
export interface ToolContext extends FileContext {
  readonly plan: ToolPlan;
  readonly engine: Engine;
  /** tool, then checked by verify. */
  expected?: ExpectedOutput;
}

/** One step of an attempt. Throws a RenderFailure whose code is on the wire's list, or anything, which is `internal`. */
export interface Step<C extends AttemptContext = AttemptContext> {
  readonly name: string;
  readonly phase: Phase;
  run(context: C): Promise<void>;
}
