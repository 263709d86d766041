import type { Writable } from 'node:stream';
import { RunningChild } from '../platform/child-process.js';
import { classifyEnding, SENTENCES } from './classify-ending.js';
import { RenderFailure } from './render-failure.js';

export interface FfmpegInput {
  program: string;
  args: string[];
  cwd: string;
  extraPipes: number;
  stallSeconds: number;
  /** `seconds`: how far the file has got; sound without picture has no frames. */
  onProgress?: (frames: number, fps: number | undefined, seconds: number) => void;
  /** Seconds that advance are life too: for files that only sound. A render must show frames. */
  soundCounts?: boolean;
  signal?: AbortSignal;
}

/** One ffmpeg that renders: its progress, its watch, its end. */
export class FfmpegProcess {
  private readonly child: RunningChild;
  private frames = 0;
  private fps: number | undefined;
  private seconds = 0;
  private hung = false;
  private watch: NodeJS.Timeout | undefined;
  private line = '';

  constructor(private readonly input: FfmpegInput) {
    this.child = new RunningChild({
      program: input.program,
      args: input.args,
      cwd: input.cwd,
      extraPipes: input.extraPipes,
      ...(input.signal ? { signal: input.signal } : {}),
    });
    this.child.stdout.setEncoding('utf8').on('data', (text: string) => this.read(text));
    this.alive();
  }

  get pipes(): Writable[] {
    return this.child.pipes;
  }

  /** Something moved: a frame came out, or a picture went in. */
  alive(): void {
    clearTimeout(this.watch);
    this.watch = setTimeout(() => {
      this.hung = true;
      this.child.kill('SIGKILL');
    }, this.input.stallSeconds * 1000);
  }

  kill(): void {
    this.child.kill('SIGKILL');
  }

  /** Resolves with the last lines of stderr when ffmpeg ended well; otherwise a typed failure. */
  async finished(): Promise<string> {
    try {
      const ending = await this.child.ended;
      if (this.input.signal?.aborted) throw new RenderFailure('cancelled', 'The render was cancelled.');
      if (this.hung) throw this.hungFailure(ending.stderr);
      if (ending.code === 0) return ending.stderr;
      const code = classifyEnding(ending);
      throw new RenderFailure(code, SENTENCES[code] ?? 'The render failed.', {
        exitCode: ending.code,
        signal: ending.signal,
        stderr: ending.stderr,
      });
    } catch (error) {
      if (error instanceof RenderFailure) throw error;
      throw new RenderFailure('internal', 'ffmpeg could not be started on the rendering machine.', {}, error);
    } finally {
      clearTimeout(this.watch);
    }
  }

  private hungFailure(stderr: string): RenderFailure {
    const message = `ffmpeg made no new frame for ${this.input.stallSeconds} seconds and was stopped.`;
    return new RenderFailure('ffmpeg-hung', message, { frames: this.frames, stderr });
  }

  private read(text: string): void {
    const lines = (this.line + text).split('\n');
    this.line = lines.pop() ?? '';
    for (const line of lines) this.readLine(line.trim());
  }

  private readLine(line: string): void {
    const [key, value = ''] = line.split('=', 2);
    if (key === 'fps') this.fps = Number(value) || undefined;
    if (key === 'frame' && Number(value) > this.frames) {
      this.frames = Number(value);
      this.alive();
    }
    if (key === 'out_time_us' && Number(value) / 1e6 > this.seconds) {
      this.seconds = Number(value) / 1e6;
      if (this.input.soundCounts) this.alive();
    }
    if (key === 'progress') this.input.onProgress?.(this.frames, this.fps, this.seconds);
  }
}
