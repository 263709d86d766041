import type { UploadGrant } from '@farm/shared/storage';
import type { DownloadGrant } from '@farm/shared/storage';
import type { JournalLine } from '../platform/journal.js';
import type { Capabilities, Failure, FileRole, Progress, WorkOrder, WorkResult } from '@farm/shared/wire';

/** What a child needs besides its order. Both ends are the same build, so these messages are typed and not parsed. */
export interface AttemptSettings {
  /** Origin of the coordinator. */
  coordinator: string;
  tools: { ffmpeg: string; ffprobe: string };
  capabilities: Capabilities;
  cores: number;
  stallSeconds: number;
  cacheDir: string;
  cacheLimit: number;
  allowPrivate: string[];
}

export interface UploadAsk {
  role: FileRole;
  fileName: string;
  sizeBytes: number;
  contentType: string;
}

export type Answer<T> = { ok: true; grants: T[] } | { ok: false; code: string; message: string };

export type ToChild =
  | { type: 'start'; order: WorkOrder; folder: string; settings: AttemptSettings }
  | { type: 'upload-grants'; ask: number; answer: Answer<{ role: FileRole; grant: UploadGrant }> }
  | { type: 'input-grants'; ask: number; answer: Answer<{ key: string; grant: DownloadGrant }> };

export type ToParent =
  | { type: 'progress'; progress: Progress }
  | { type: 'line'; line: JournalLine; leftOut: number }
  | { type: 'ask-upload'; ask: number; files: UploadAsk[] }
  | { type: 'ask-input'; ask: number; keys: string[] }
  | { type: 'done'; result: WorkResult }
  | { type: 'failed'; failure: Failure };
