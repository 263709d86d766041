import { fork, type ChildProcess } from 'node:child_process';
import type { DownloadGrant, UploadGrant } from '@farm/shared/storage';
import type { Failure, FileRole, Progress, WorkOrder, WorkResult } from '@farm/shared/wire';
import type { JournalLine } from '../platform/journal.js';
import { ATTEMPT_FOLDER, killTree } from '../platform/process-tree.js';
import { LineSplitter } from '../platform/split-lines.js';
import type { WorkFolders } from '../platform/workdir.js';
import { endedByParent, failure, toFailure, type EndCause } from './failure.js';
import type { Answer, AttemptSettings, ToChild, ToParent, UploadAsk } from './ipc.js';
import { watchMemory } from './memory-watch.js';

/** How an attempt ended. `dropped`: its lease is gone and nobody wants to hear of it. */
export type Outcome =
  { kind: 'done'; result: WorkResult } | { kind: 'failed'; failure: Failure } | { kind: 'dropped' };

/** A Node program that speaks ipc.ts. */
export interface ChildEntry {
  path: string;
  execArgv?: readonly string[];
}

export interface RunnerOptions {
  order: WorkOrder;
  settings: AttemptSettings;
  folders: WorkFolders;
  entry: ChildEntry;
  environment: (own: Record<string, string>) => Record<string, string>;
  /** Bytes of memory for all processes of the attempt; 0 is no limit. */
  memoryLimit: number;
  uploadGrants(files: UploadAsk[]): Promise<Answer<{ role: FileRole; grant: UploadGrant }>>;
  inputGrants(keys: string[]): Promise<Answer<{ key: string; grant: DownloadGrant }>>;
  onProgress(progress: Progress): void;
  /** A line for the attempt's log, and how many before it the child left out. */
  onLine?(line: JournalLine, leftOut: number): void;
}

const TAIL_CHARS = 8192;
/** Time for a child that told its end to leave by itself. */
const LEAVE_MS = 2000;
/** The child judges a hung ffmpeg itself; the parent waits this much longer, for a child that hangs too. */
const HANG_FACTOR = 1.5;
const HANG_EXTRA_MS = 5000;

/**
 * Parent side of one attempt: one child in a process group of its own, one folder. Invariant: when `run` resolves,
 * no process of the attempt lives and its folder is gone, whatever happened.
 */
export class AttemptRunner {
  private child: ChildProcess | undefined;
  private outcome: Outcome | undefined;
  private tail = '';
  private settle: () => void = () => undefined;
  private readonly settled = new Promise<void>((resolve) => (this.settle = resolve));
  private hang: NodeJS.Timeout | undefined;
  private lastFrames = '';

  constructor(private readonly options: RunnerOptions) {}

  async run(): Promise<Outcome> {
    const { folders, order } = this.options;
    let folder: string | undefined;
    const guards: (() => void)[] = [];
    try {
      folder = await folders.create(order.attemptId);
      if (!this.outcome) guards.push(...this.start(folder));
      await this.settled;
    } catch (error) {
      this.end({ kind: 'failed', failure: toFailure(error) });
    } finally {
      for (const stop of guards) stop();
      clearTimeout(this.hang);
      if (folder !== undefined) await this.cleanUp(folder);
    }
    return this.outcome ?? { kind: 'dropped' };
  }

  /** Ends the attempt from outside; the first cause counts. */
  stop(cause: EndCause | 'lease-lost', facts?: Record<string, unknown>): void {
    this.end(
      cause === 'lease-lost' ? { kind: 'dropped' } : { kind: 'failed', failure: endedByParent(cause, facts) },
    );
  }

  private end(outcome: Outcome): void {
    this.outcome ??= outcome;
    this.settle();
  }

  private start(folder: string): (() => void)[] {
    const { entry, order, settings, memoryLimit } = this.options;
    const child = fork(entry.path, [], {
      detached: true,
      cwd: folder,
      env: this.options.environment({ [ATTEMPT_FOLDER]: folder, TMPDIR: folder }),
      execArgv: [...(entry.execArgv ?? process.execArgv)],
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      serialization: 'advanced',
    });
    this.child = child;
    const lines = new LineSplitter((text) => this.hearLine({ at: Date.now(), kind: 'detail', text }));
    child.stderr?.on('data', (text: Buffer) => {
      this.tail = (this.tail + text.toString()).slice(-TAIL_CHARS);
      lines.push(text);
    });
    child.stderr?.on('end', () => lines.end());
    child.on('message', (message) => void this.hear(message as ToParent));
    child.on('error', (error) => this.end({ kind: 'failed', failure: toFailure(error) }));
    child.on('exit', (code, signal) => this.exited(code, signal));
    this.tell({ type: 'start', order, folder, settings });
    const wall = setTimeout(() => this.stop('timed-out'), order.limits.wallSeconds * 1000);
    const memory = watchMemory(child.pid ?? 0, memoryLimit, (bytes) =>
      this.stop('out-of-memory', { bytes, memoryLimit }),
    );
    return [() => clearTimeout(wall), memory];
  }

  private async hear(message: ToParent): Promise<void> {
    switch (message.type) {
      case 'progress':
        this.watchFrames(message.progress);
        return this.options.onProgress(message.progress);
      case 'line':
        return this.hearLine(message.line, message.leftOut);
      case 'ask-upload':
        return this.tell({
          type: 'upload-grants',
          ask: message.ask,
          answer: await this.options.uploadGrants(message.files),
        });
      case 'ask-input':
        return this.tell({
          type: 'input-grants',
          ask: message.ask,
          answer: await this.options.inputGrants(message.keys),
        });
      case 'done':
        return this.end({ kind: 'done', result: message.result });
      case 'failed':
        return this.end({ kind: 'failed', failure: message.failure });
    }
  }

  private hearLine(line: JournalLine, leftOut = 0): void {
    this.options.onLine?.(line, leftOut);
  }

  /** While rendering, frames must advance; in other phases the wall limit alone counts. */
  private watchFrames(progress: Progress): void {
    const frames = `${progress.phase} ${progress.framesDone}`;
    if (frames === this.lastFrames) return;
    this.lastFrames = frames;
    clearTimeout(this.hang);
    if (progress.phase !== 'rendering') return;
    const ms = this.options.settings.stallSeconds * 1000 * HANG_FACTOR + HANG_EXTRA_MS;
    this.hang = setTimeout(() => this.stop('ffmpeg-hung', { framesDone: progress.framesDone }), ms);
  }

  private tell(message: ToChild): void {
    if (this.child?.connected) this.child.send(message, () => undefined);
  }

  private exited(code: number | null, signal: NodeJS.Signals | null): void {
    const details = { code, signal, stderr: this.tail };
    // Nobody here sent SIGKILL before the outcome was known: that is the kernel, and it does so for memory.
    if (signal === 'SIGKILL') this.end({ kind: 'failed', failure: endedByParent('out-of-memory', details) });
    else if (/heap out of memory|bad_alloc/.test(this.tail))
      this.end({ kind: 'failed', failure: endedByParent('out-of-memory', details) });
    else
      this.end({
        kind: 'failed',
        failure: failure(
          'crashed',
          `The render process ended unexpectedly (${signal ?? `code ${code}`}).`,
          details,
        ),
      });
  }

  private async cleanUp(folder: string): Promise<void> {
    const { child, outcome } = this;
    if (child && outcome?.kind === 'done' && child.exitCode === null)
      await Promise.race([
        new Promise<void>((resolve) => child.once('exit', () => resolve())),
        new Promise<void>((resolve) => setTimeout(resolve, LEAVE_MS).unref()),
      ]);
    await killTree(child?.pid, folder);
    await this.options.folders.remove(folder);
  }
}
