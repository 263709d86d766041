import type { Scene } from '@farm/shared/scene';
import type { DownloadGrant, UploadGrant } from '@farm/shared/storage';
import type {
  Capabilities,
  Engine,
  FileRole,
  Phase,
  ResultFile,
  Warning,
  WorkResult,
} from '@farm/shared/wire';
import type { ExpectedMaster } from '../../render/index.js';
import type { InputFetcher } from '../input-fetcher.js';
import type { UploadAsk } from '../ipc.js';

/** What an attempt is about and what it has made so far. Each step reads what earlier ones wrote. */
export interface AttemptContext {
  readonly scene: Scene;
  readonly engine?: Engine;
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

  /** fetch: source key -> local file. */
  files: Record<string, string>;
  /** render, then checked by verify. */
  master?: string;
  expected?: ExpectedMaster;
  facts?: WorkResult['facts'];
  warnings: Warning[];
  encoder?: { engine: Engine; name: string; seconds: number };
  /** previews. */
  poster?: string;
  sprite?: string;
  /** upload. */
  stored: ResultFile[];
}

/** One step of an attempt. Throws a RenderFailure whose code is on the wire's list, or anything, which is `internal`. */
export interface Step {
  readonly name: string;
  readonly phase: Phase;
  run(context: AttemptContext): Promise<void>;
}
