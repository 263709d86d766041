import { join } from 'node:path';
import type { MediaFacts, TimedLayer } from '@farm/shared/scene';
import type { PaintResources, Picture } from './paint/painter.types.js';
import { stagesOf, stillCommand, stillKey, type PictureStages } from '../compiler/index.js';
import type { Tools } from '../media/index.js';
import { runChild } from '../platform/child-process.js';
import { RenderFailure } from './render-failure.js';

/** Formats that the painter decodes itself, EXIF orientation applied. */
const PAINTER_READS = new Set(['png', 'mjpeg', 'webp', 'svg']);

export const readableByPainter = (video: MediaFacts['video']): boolean =>
  video?.still === true && PAINTER_READS.has(video.codec);

/** The pictures of a render: stills decoded once, and for each video layer a canvas with its current picture. */
export class PictureStore implements PaintResources {
  private readonly stills = new Map<string, Picture>();
  private readonly videos = new Map<string, Picture>();

  still(sourceKey: string): Picture {
    const picture = this.stills.get(sourceKey);
    if (!picture) throw new Error(`The still ${sourceKey} was not loaded before painting.`);
    return picture;
  }

  videoFrame(layerPath: string): Picture {
    const picture = this.videos.get(layerPath);
    if (!picture) throw new Error(`The video of ${layerPath} was not opened before painting.`);
    return picture;
  }

  setVideo(layerPath: string, picture: Picture): void {
    this.videos.set(layerPath, picture);
  }

  /** Decodes the stills of image layers, groups' children included. */
  async loadStills(
    layers: TimedLayer[],
    files: Record<string, string>,
    tools: Tools,
    workDir: string,
  ): Promise<void> {
    for (const timed of layers) {
      await this.loadStills(timed.children, files, tools, workDir);
      const { layer } = timed;
      if (layer.kind !== 'image') continue;
      const key = stillKey(layer, timed.media);
      if (this.stills.has(key)) continue;
      const where = `Layer ${layer.number} (image, ${layer.path})`;
      const path = files[layer.source] ?? '';
      const whole =
        this.stills.get(layer.source) ??
        (await loadStill(where, path, timed.media, tools, workDir, this.stills.size));
      this.stills.set(layer.source, whole);
      const stages = stagesOf(layer, timed.media);
      if (stages) this.stills.set(key, await staged(whole, stages));
    }
  }
}

async function loadStill(
  where: string,
  path: string,
  media: MediaFacts | undefined,
  tools: Tools,
  workDir: string,
  number: number,
): Promise<Picture> {
  const { loadImage } = await import('@napi-rs/canvas');
  const readable = readableByPainter(media?.video ?? null);
  try {
    return await loadImage(readable ? path : await asPng(path, tools, join(workDir, `still-${number}.png`)));
  } catch (error) {
    if (error instanceof RenderFailure) throw error;
    const reason = error instanceof Error ? error.message.replaceAll(path, 'the file') : 'unknown';
    const message = `${where}: the picture cannot be decoded (${reason}). Use another file.`;
    throw new RenderFailure('source-undecodable', message, {}, error);
  }
}

/** A picture after its stages, in its own size. */
async function staged(picture: Picture, { cut }: PictureStages): Promise<Picture> {
  const { createCanvas } = await import('@napi-rs/canvas');
  const x = cut ? picture.width / cut.of.width : 1;
  const y = cut ? picture.height / cut.of.height : 1;
  const part = cut ?? { x: 0, y: 0, width: picture.width, height: picture.height };
  const canvas = createCanvas(
    Math.max(1, Math.round(part.width * x)),
    Math.max(1, Math.round(part.height * y)),
  );
  canvas.getContext('2d').drawImage(picture, -Math.round(part.x * x), -Math.round(part.y * y));
  return canvas;
}

/** One picture takes seconds at most. */
const STILL_LIMIT_MS = 60_000;

async function asPng(path: string, tools: Tools, png: string): Promise<string> {
  const signal = AbortSignal.timeout(STILL_LIMIT_MS);
  const { code, stderr } = await runChild({ program: tools.ffmpeg, args: stillCommand(path, png), signal });
  if (signal.aborted) throw new Error('decoding it does not end');
  if (code !== 0) throw new Error(stderr.trim().split('\n').at(-1) ?? 'ffmpeg cannot read it');
  return png;
}
