import type { Canvas } from '@napi-rs/canvas';
import type { Rational } from '@farm/shared/time';
import { frameTime } from '@farm/shared/time';
import { decodeCommand, type ClipTiming } from '../../compiler/index.js';
import { RunningChild } from '../../platform/child-process.js';
import { RawFrames } from '../raw-frames.js';
import { undecodable } from '../undecodable-source.js';
import type { VideoUse } from './survey-plane.js';

export interface VideoReaderInput {
  ffmpeg: string;
  path: string;
  use: VideoUse;
  fps: Rational;
  /** Size in which the pictures are wanted. */
  width: number;
  height: number;
  canvas: Canvas;
  signal?: AbortSignal;
}

/** Decodes one video layer for the painter: the pictures that the plane asks for, in the order it asks for them. */
export class VideoReader {
  private readonly child: RunningChild;
  private readonly frames: RawFrames;
  private readonly step: number;
  /** Index of the sample that is on the canvas; −1 before the first. */
  private at = -1;

  constructor(private readonly input: VideoReaderInput) {
    const { use, fps, ffmpeg, path, width, height } = input;
    const clip = readerClip(use, fps);
    this.step = frameTime(1, fps) * clip.speed;
    const args = decodeCommand({ clip, fps, path, width, height, ...mediaOf(use) });
    this.child = new RunningChild({
      program: ffmpeg,
      args,
      ...(input.signal ? { signal: input.signal } : {}),
    });
    this.frames = new RawFrames(this.child.stdout, width * height * 4);
  }

  /** Brings the picture of a source second onto the canvas. Seconds come in the order of the survey. */
  async show(sourceTime: number): Promise<void> {
    const { use } = this.input;
    const away = use.backwards ? use.to - sourceTime : sourceTime - use.from;
    const wanted = Math.round(away / this.step);
    if (wanted <= this.at) return;
    let fresh = false;
    while (this.at < wanted && (await this.frames.next())) {
      this.at += 1;
      fresh = true;
    }
    if (this.at < 0 && !this.input.signal?.aborted) throw undecodable(use.timed.layer, 'picture');
    // The stream holds its last picture for ever, so an early end is a decoder that gave up: keep what there is.
    this.at = wanted;
    if (fresh) this.draw();
  }

  close(): void {
    this.child.kill('SIGKILL');
  }

  private draw(): void {
    const { canvas, width, height } = this.input;
    const context = canvas.getContext('2d');
    const image = context.createImageData(width, height);
    image.data.set(this.frames.frame);
    context.putImageData(image, 0, 0);
  }
}

function readerClip(use: VideoUse, fps: Rational): ClipTiming {
  const speed = Math.abs(use.timed.layer.speed);
  const count = Math.round((use.to - use.from) / (frameTime(1, fps) * speed)) + 1;
  const sourceFps = use.timed.media?.video?.fps;
  return {
    from: Math.max(0, use.from),
    speed,
    reverse: use.backwards,
    count,
    ...(sourceFps ? { sourceFps } : {}),
  };
}

function mediaOf(use: VideoUse) {
  const video = use.timed.media?.video;
  return video ? { video } : {};
}
