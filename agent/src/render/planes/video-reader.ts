import type { Canvas } from '@napi-rs/canvas';
import type { Rational } from '@farm/shared/time';
import { frameTime } from '@farm/shared/time';
import { decodeCommand, stagesOf, type ClipTiming } from '../../compiler/index.js';
import { RunningChild } from '../../platform/child-process.js';
import { RawFrames } from '../raw-frames.js';
import { undecodable } from '../undecodable-source.js';
import { SpanFollower, type MediaSpan } from './media-spans.js';
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

/** A span that is being decoded. */
interface OpenSpan {
  span: MediaSpan;
  child: RunningChild;
  frames: RawFrames;
  /** Source seconds between two samples. */
  step: number;
  /** Index of the sample that is on the canvas; −1 before the first. */
  at: number;
}

/** Decodes one video layer for the painter: the pictures that the plane asks for, in the order it asks for them. */
export class VideoReader {
  private readonly follower = new SpanFollower();
  private current: OpenSpan | undefined;
  private next = 0;
  private isShown = false;

  constructor(private readonly input: VideoReaderInput) {
    this.open();
  }

  /** Brings the picture of a source second onto the canvas. Seconds come in the order of the survey. */
  async show(sourceTime: number): Promise<void> {
    // The first span is open already: decoders of one plane start together.
    if (this.follower.begins(sourceTime) && this.isShown) this.open();
    this.isShown = true;
    const current = this.current;
    if (!current) return;
    const { span } = current;
    const away = span.backwards ? span.to - sourceTime : sourceTime - span.from;
    const wanted = Math.round(away / current.step);
    if (wanted <= current.at) return;
    let fresh = false;
    while (current.at < wanted && (await current.frames.next())) {
      current.at += 1;
      fresh = true;
    }
    if (current.at < 0 && !this.input.signal?.aborted)
      throw undecodable(this.input.use.timed.layer, 'picture');
    // The stream holds its last picture for ever, so an early end is a decoder that gave up: keep what there is.
    current.at = wanted;
    if (fresh) this.draw(current.frames);
  }

  close(): void {
    this.current?.child.kill('SIGKILL');
  }

  private open(): void {
    const { use, fps, ffmpeg, path, width, height, signal } = this.input;
    const span = use.spans[this.next];
    if (!span) return;
    this.next += 1;
    this.close();
    const clip = spanClip(use, span, fps);
    const args = decodeCommand({ clip, fps, path, width, height, ...mediaOf(use) });
    const child = new RunningChild({ program: ffmpeg, args, ...(signal ? { signal } : {}) });
    const frames = new RawFrames(child.stdout, width * height * 4);
    this.current = { span, child, frames, step: frameTime(1, fps) * clip.speed, at: -1 };
  }

  private draw({ frame }: RawFrames): void {
    const { canvas, width, height } = this.input;
    const context = canvas.getContext('2d');
    const image = context.createImageData(width, height);
    image.data.set(frame);
    context.putImageData(image, 0, 0);
  }
}

function spanClip(use: VideoUse, { from, to, backwards }: MediaSpan, fps: Rational): ClipTiming {
  const speed = Math.abs(use.timed.layer.speed);
  const count = Math.round((to - from) / (frameTime(1, fps) * speed)) + 1;
  const sourceFps = use.timed.media?.video?.fps;
  return { from: Math.max(0, from), speed, reverse: backwards, count, ...(sourceFps ? { sourceFps } : {}) };
}

function mediaOf({ timed: { layer, media } }: VideoUse) {
  const stages = layer.kind === 'video' ? stagesOf(layer, media) : undefined;
  return { ...(media?.video ? { video: media.video } : {}), ...(stages ? { stages } : {}) };
}
