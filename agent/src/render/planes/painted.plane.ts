import type { Canvas } from '@napi-rs/canvas';
import type { Rect } from '@farm/shared/geometry';
import type { FrameRange, Rational } from '@farm/shared/time';
import type { Painter } from '../paint/painter.types.js';
import { fillChromaEdges } from '../chroma-edges.js';
import type { FramePipe } from '../frame-pipe.js';
import type { PictureStore } from '../picture-store.js';
import { surveyPlane, type PlaneSurvey, type VideoUse } from './survey-plane.js';
import { VideoReader } from './video-reader.js';
import { videoSize } from './video-size.js';

export interface PaintedPlaneInput {
  painter: Painter;
  pictures: PictureStore;
  canvas: { width: number; height: number };
  fps: Rational;
  range: FrameRange;
  /** The picture has no transparent parts: nothing to prepare for 4:2:0. */
  opaque: boolean;
  ffmpeg: string;
  files: Record<string, string>;
}

/** Neighbouring layers, painted frame by frame where they change, inside one still region. */
export class PaintedPlane {
  private constructor(
    private readonly input: PaintedPlaneInput,
    readonly survey: PlaneSurvey,
  ) {}

  static async open(input: PaintedPlaneInput, signal?: AbortSignal): Promise<PaintedPlane> {
    return new PaintedPlane(input, await surveyPlane(input.painter, input.range, input.canvas, signal));
  }

  /** Paints every changed frame into the pipe, as fast as the reader takes them. */
  async run(pipe: FramePipe, onPicture: () => void, signal?: AbortSignal): Promise<void> {
    const { region, changed } = this.survey;
    if (!region) return;
    const { createCanvas } = await import('@napi-rs/canvas');
    const surface = createCanvas(region.width, region.height);
    const readers = await this.openReaders(signal);
    try {
      for (const [index, flag] of changed.entries()) {
        if (flag === 0) continue;
        if (pipe.closed || signal?.aborted) return;
        const frame = this.input.range.from + index;
        await this.showVideos(frame, readers);
        await pipe.send(index, this.paint(frame, surface, region));
        onPicture();
      }
    } finally {
      for (const reader of readers.values()) reader.close();
      pipe.end();
    }
  }

  private paint(frame: number, surface: Canvas, region: Rect): Uint8Array {
    const context = surface.getContext('2d');
    context.clearRect(0, 0, region.width, region.height);
    this.input.painter.paint(frame, context, region);
    const { data } = context.getImageData(0, 0, region.width, region.height);
    if (!this.input.opaque) fillChromaEdges(data, region.width, region.height);
    return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  }

  private async showVideos(frame: number, readers: Map<string, VideoReader>): Promise<void> {
    for (const need of this.input.painter.videos(frame))
      await readers.get(need.timed.layer.path)?.show(need.sourceTime);
  }

  private async openReaders(signal?: AbortSignal): Promise<Map<string, VideoReader>> {
    const { createCanvas } = await import('@napi-rs/canvas');
    const readers = new Map<string, VideoReader>();
    for (const [path, use] of this.survey.videos) {
      const size = videoSize(use.timed, this.input.canvas);
      const canvas = createCanvas(size.width, size.height);
      this.input.pictures.setVideo(path, canvas);
      const reader = new VideoReader({
        ffmpeg: this.input.ffmpeg,
        path: this.fileOf(use),
        use,
        fps: this.input.fps,
        ...size,
        canvas,
        ...(signal ? { signal } : {}),
      });
      readers.set(path, reader);
    }
    return readers;
  }

  private fileOf(use: VideoUse): string {
    const { layer } = use.timed;
    return (layer.kind === 'video' ? this.input.files[layer.source] : undefined) ?? '';
  }
}
