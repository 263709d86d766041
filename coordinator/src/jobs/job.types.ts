import type { Scene, Source } from '@farm/shared/scene';
import type { FrameRange } from '@farm/shared/time';
import type { ToolPlan } from '@farm/shared/tools';
import type {
  Engine,
  FileRole,
  Phase,
  RenderedWith,
  ResultFacts,
  ResultFile,
  SlotEngine,
  Warning,
  WorkResult,
} from '@farm/shared/wire';
import type { Target } from '../destinations/index.js';
import type { JobState } from './job.state.js';
import type { AttemptState, OrderState } from './orders/work-order.state.js';
import type { SceneFacts } from './scene-facts.policy.js';

export type Dialect = 'ilve';
/** `render`: a customer's film. `tool`: one file changed. `inspect`: the farm looks at an asset; nobody lists those. */
export type JobKind = 'render' | 'tool' | 'inspect';

/** What a customer asked for, as every feature but this one sees it. */
export interface Job {
  id: string;
  workspaceId: string;
  name: string;
  dialect: Dialect;
  kind: JobKind;
  state: JobState;
  /** Where it stands, in one word: pending, preparing, rendering, verifying, uploading, or its final state. */
  stage: string;
  /** 0..100, whole; 100 only when the file can be downloaded. */
  progress: number;
  frames: { done: number; total: number };
  width: number;
  height: number;
  /** Frames a second; may be fractional (29.97). */
  fps: number;
  /** Seconds: measured once completed, before that as asked; null when only the media can tell. */
  duration: number | null;
  /** Credits, two decimals. */
  cost: number;
  /** One sentence for the customer; null unless failed. */
  error: string | null;
  /** Why it failed, for programs (FAILURES in @farm/shared/wire); null unless failed. */
  failureCode: string | null;
  warnings: Warning[];
  outputs: JobOutputs | null;
  renderedWith: RenderedWith | null;
  webhookUrl: string | null;
  projectId: string | null;
  /** The template it was made from. */
  templateId: string | null;
  priority: number;
  /** Labels that an agent must have to do anything of it, and labels that it should have. */
  requires: string[];
  prefers: string[];
  /** Nothing of it is begun before this moment; null: at once. */
  notBefore: Date | null;
  /** Origin that the customer reached us by (`https://farm.example`), for absolute URLs in webhooks. */
  origin: string;
  createdAt: Date;
  startedAt: Date | null;
  completedAt: Date | null;
  /** When its files were deleted by a retention rule; what it was is still there. */
  expiredAt: Date | null;
}

/** The published files of a completed job. */
export interface JobOutputs {
  master: OutputFile;
  poster: OutputFile | null;
  sprite: OutputFile | null;
  /** What ffprobe measured of the master. */
  facts: ResultFacts;
}
export type OutputFile = Pick<ResultFile, 'key' | 'sizeBytes' | 'sha256' | 'contentType'>;

/** Who submits; `Principal` of auth fits. */
export interface Submitter {
  workspaceId: string;
  memberId?: string | null | undefined;
}

/** A direct ffmpeg plan with what it reads. */
export interface DirectPlan {
  plan: ToolPlan;
  sources: Record<string, Source>;
}

/** What is to be done. A tool may be a scene or a direct plan. */
export type JobWork =
  | { kind: 'render' | 'tool'; scene: Scene }
  | { kind: 'tool'; direct: DirectPlan; facts: SceneFacts }
  | { kind: 'inspect'; assetId: string; blobId: string };

export interface Submission {
  work: JobWork;
  /** The customer's own document, kept word for word. */
  document: unknown;
  name: string;
  dialect: Dialect;
  webhookUrl?: string | undefined;
  projectId?: string | undefined;
  templateId?: string | undefined;
  /** Where copies go; absent or empty: the farm's own storage only. */
  targets?: Target[] | undefined;
  /** Higher goes first; 0 when absent. */
  priority?: number | undefined;
  /** Labels of agents; none when absent. */
  requires?: string[] | undefined;
  prefers?: string[] | undefined;
  /** At once when absent. */
  notBefore?: Date | undefined;
  /** What the translation already warned of. */
  warnings?: Warning[] | undefined;
  idempotency?: IdempotencyClaim | undefined;
  origin: string;
}

/** Scope is workspace + route + key; `bodyHash` tells a replay from a clash (see `hashBody`). */
export interface IdempotencyClaim {
  key: string;
  route: string;
  bodyHash: string;
}

export interface Submitted {
  job: Job;
  /** True when an earlier submission with the same Idempotency-Key made this job. */
  replayed: boolean;
}

export interface Cancelled {
  job: Job;
  previousState: JobState;
}

export interface JobListing {
  /** `render` when absent. */
  kind?: JobKind | undefined;
  /** 1..50; 10 when absent. */
  limit?: number | undefined;
  state?: JobState | undefined;
}

/** A short-lived address of one published file. */
export interface FileLink {
  /** Absolute when an origin was given, else it starts with `/`. */
  url: string;
  fileName: string;
  expiresInSeconds: number;
}

/** A film is one `whole`, or a `plan`, then `chunk`s and `audio`, then a `stitch`. */
export type OrderKind = 'whole' | 'plan' | 'chunk' | 'audio' | 'stitch' | 'tool' | 'inspect' | 'deliver';
/** Orders of the `io` lane need no encoder and are leased to the `io` slots of agents. */
export type Lane = 'render' | 'io';
/** What an order is about when its kind alone does not say it. */
export interface OrderPayload {
  /** deliver: the output that is sent. */
  outputId?: string;
  /** inspect: the asset that is looked at. */
  assetId?: string;
  /** inspect: the bytes it showed when the order was made. */
  blobId?: string;
  /** plan: how the film is cut. */
  encoder?: Engine;
  pieceFrames?: number;
  /** chunk: the frames of the film that it makes. */
  range?: FrameRange;
  /** chunk, audio: digest of what it shows; equal keys are made once. */
  key?: string;
  /** chunk, audio: an earlier render had made it. */
  cached?: boolean;
}

/** One piece of work of a job; see style.md for the kinds that follow. */
export interface WorkOrder {
  id: string;
  jobId: string;
  workspaceId: string;
  kind: OrderKind;
  lane: Lane;
  payload: OrderPayload;
  state: OrderState;
  priority: number;
  /** Labels that an agent must have for it, and labels that it should have. */
  requires: string[];
  prefers: string[];
  /** Containers and codecs that an engine must make (`needsOf` in @farm/shared/scene). */
  needs: string[];
  width: number;
  height: number;
  /** What it will probably cost, seconds of an encoder (engine-seconds.policy). */
  engineSeconds: number;
  /** Token of the newest attempt; the next one gets one more. */
  lastToken: number;
  /** Failures that count against maxAttempts. */
  failures: number;
  /** Agents that failed it; others are preferred. */
  failedOn: string[];
  /** Engines whose encoder failed on it: the job's rung is lowered, never the agent's. */
  excludedEngines: Engine[];
  /** Not leased before this moment. */
  notBefore: Date;
  result: WorkResult | null;
}

/** One try of one order on one agent, with its lease. */
export interface Attempt {
  id: string;
  orderId: string;
  jobId: string;
  workspaceId: string;
  agentId: string;
  engine: SlotEngine;
  /** Fencing token: 1, 2, 3 … within its order. */
  token: number;
  state: AttemptState;
  /** End of the lease on the coordinator's clock. */
  leaseUntil: Date;
  phase: Phase | null;
  percent: number;
  framesDone: number;
  framesTotal: number;
  /** When frames or phase last advanced. */
  progressAt: Date;
  /** Storage keys that this attempt was allowed to write. */
  uploadKeys: string[];
  createdAt: Date;
}

export type { FileRole };
/** A file that a finished job shows. */
export type OutputRole = Exclude<FileRole, 'thumbnail' | 'piece'>;
