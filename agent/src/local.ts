import { copyFile, mkdtemp, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { tmpdir } from 'node:os';
import type { Scene } from '@farm/shared/scene';
import type { Capabilities, Engine, Failure, Progress, ResultFacts, Warning } from '@farm/shared/wire';
import { toFailure } from './executor/failure.js';
import { InputFetcher } from './executor/input-fetcher.js';
import { inputsOf } from './executor/layer-names.js';

export interface LocalInputs {
  scene: Scene;
  tools: { ffmpeg: string; ffprobe: string };
  capabilities: Capabilities;
  cores: number;
  /** Folder of the source cache; absent: sources are fetched into a temporary folder and forgotten. */
  cacheDir?: string;
  /** Bytes. */
  cacheLimit?: number;
  /** As FRAMEFARM_ALLOW_PRIVATE. */
  allowPrivate?: readonly string[];
  /** Bytes of one source. */
  sourceBytes?: number;
  signal?: AbortSignal;
}

export interface LocalRender extends LocalInputs {
  /** The file to write; it appears whole or not at all. */
  out: string;
  engine?: Engine;
  stallSeconds?: number;
  onProgress?: (progress: Progress) => void;
}

export interface LocalResult {
  facts: ResultFacts;
  warnings: Warning[];
  encoder: { engine: Engine; name: string; seconds: number };
}

/** A local render that failed; the same codes and sentences as a farm's. */
export class LocalFailure extends Error {
  readonly code: Failure['code'];
  readonly details: Record<string, unknown>;

  constructor(
    readonly failure: Failure,
    cause: unknown,
  ) {
    super(failure.message, { cause });
    this.name = 'LocalFailure';
    this.code = failure.code;
    this.details = failure.details ?? {};
  }
}

const DEFAULT_LIMIT = 10 * 2 ** 30;
const STALL_SECONDS = 120;

function fetcherFor(inputs: LocalInputs, folder: string): InputFetcher {
  return new InputFetcher({
    coordinator: '',
    cacheDir: inputs.cacheDir ?? join(folder, 'cache'),
    cacheLimit: inputs.cacheLimit ?? DEFAULT_LIMIT,
    allowPrivate: inputs.allowPrivate ?? [],
    sourceBytes: inputs.sourceBytes ?? DEFAULT_LIMIT,
  });
}

/** A temporary folder for the length of `work`, always removed; errors come out as LocalFailure. */
async function inFolder<T>(parent: string, work: (folder: string) => Promise<T>): Promise<T> {
  let folder: string | undefined;
  try {
    folder = await mkdtemp(join(parent, '.framefarm-'));
    return await work(folder);
  } catch (error) {
    throw new LocalFailure(toFailure(error), error);
  } finally {
    if (folder !== undefined) await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Brings the scene's sources to this machine for the length of `work`: files in place, the rest through the guarded door. */
export function withLocalSources<T>(
  inputs: LocalInputs,
  work: (files: Record<string, string>, folder: string) => Promise<T>,
): Promise<T> {
  return inFolder(tmpdir(), async (folder) => {
    const signal = inputs.signal ?? new AbortController().signal;
    const fetcher = fetcherFor(inputs, folder);
    const files = await fetcher.fetchAll(
      inputsOf(inputs.scene),
      join(folder, 'inputs'),
      new Map(),
      () => undefined,
      signal,
    );
    return work(files, folder);
  });
}

/** Renders a scene on this machine, without a coordinator, with the steps of an agent's attempt. */
export function renderLocally(input: LocalRender): Promise<LocalResult> {
  // Beside the result, so that the last step is a rename on one disk.
  return inFolder(dirname(input.out), (folder) => renderIn(folder, input));
}

async function renderIn(folder: string, input: LocalRender): Promise<LocalResult> {
  // Loaded when needed: `framefarm probe` does not need the painter.
  const [{ runSteps }, { LOCAL_STEPS }] = await Promise.all([
    import('./executor/run-steps.js'),
    import('./executor/steps/index.js'),
  ]);
  const { scene, tools, capabilities, cores } = input;
  const done = await runSteps(
    LOCAL_STEPS,
    {
      scene,
      wanted: inputsOf(scene),
      tools,
      capabilities,
      cores,
      folder,
      ...(input.engine ? { engine: input.engine } : {}),
      stallSeconds: input.stallSeconds ?? STALL_SECONDS,
      coordinator: '',
      inputs: new Map(),
      fetcher: fetcherFor(input, folder),
      signal: input.signal ?? new AbortController().signal,
      uploadGrants: () => Promise.reject(new Error('a local render uploads nothing')),
      files: {},
      warnings: [],
      made: [],
      stored: [],
    },
    input.onProgress ?? (() => undefined),
  );
  if (!done.master || !done.facts || !done.encoder)
    throw new Error(`rendering ${basename(input.out)} ended without a verified file`);
  await moveFile(done.master, input.out);
  return { facts: done.facts, warnings: done.warnings, encoder: done.encoder };
}

async function moveFile(from: string, to: string): Promise<void> {
  await rename(from, to).catch(async (error: unknown) => {
    if ((error as NodeJS.ErrnoException).code !== 'EXDEV') throw error;
    await copyFile(from, to);
  });
}
