import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { createCanvas, loadImage } from '@napi-rs/canvas';
import { resolveTimeline, type MediaFacts, type Scene } from '@farm/shared/scene';
import { createPainter, type Picture as Drawable } from '../../../agent/src/render/paint/index.js';
import { videoJsonToScene } from '../../../coordinator/src/api/ilve/video-json/index.js';
import type { Picture } from './compare.js';

const FIXTURES = join(import.meta.dirname, '..', '..', 'fixtures');

/** One golden frame: `features/box.f015.png` is frame 15 of `features/box.json`. */
export interface Golden {
  name: string;
  png: string;
  json: string;
  frame: number;
}

export function goldens(): Golden[] {
  return ['features', 'examples', 'transitions', 'effects'].flatMap((set) => {
    const folder = join(FIXTURES, 'reference', set);
    return readdirSync(folder)
      .filter((file) => file.endsWith('.png'))
      .sort()
      .map((file) => {
        const [, scene = '', frame = '0'] = /^(.*)\.f(\d+)\.png$/.exec(file) ?? [];
        return {
          name: `${set}/${file.replace('.png', '')}`,
          png: join(folder, file),
          json: join(folder, `${scene}.json`),
          frame: Number(frame),
        };
      });
  });
}

export async function theirs(golden: Golden): Promise<Picture> {
  const image = await loadImage(golden.png);
  const ctx = createCanvas(image.width, image.height).getContext('2d');
  ctx.drawImage(image, 0, 0);
  return pictureOf(ctx.getImageData(0, 0, image.width, image.height));
}

export async function ours(golden: Golden): Promise<Picture> {
  const translated = videoJsonToScene(JSON.parse(readFileSync(golden.json, 'utf8')));
  if (!translated.ok) throw new Error(translated.issues.map((issue) => issue.message).join('\n'));
  return draw(translated.scene, golden.frame);
}

async function draw(scene: Scene, frame: number): Promise<Picture> {
  const stills = new Map<string, Drawable>();
  const facts: Record<string, MediaFacts> = {};
  for (const [key, source] of Object.entries(scene.sources)) {
    const url = source.type === 'url' ? source.url : '';
    const image = await loadImage(join(FIXTURES, 'media', basename(new URL(url).pathname)));
    stills.set(key, image);
    facts[key] = stillFacts(image);
  }
  const timeline = resolveTimeline(scene, facts);
  const painter = createPainter({
    width: scene.width,
    height: scene.height,
    fps: scene.fps,
    layers: timeline.layers,
    background: scene.backgroundColor,
    resources: {
      still: (key) => stills.get(key) as Drawable,
      videoFrame: (path) => {
        throw new Error(`No golden scene has a video, but ${path} asks for one.`);
      },
    },
  });
  const ctx = createCanvas(scene.width, scene.height).getContext('2d');
  painter.paint(frame, ctx, { x: 0, y: 0, width: scene.width, height: scene.height });
  return pictureOf(ctx.getImageData(0, 0, scene.width, scene.height));
}

function pictureOf({ width, height, data }: Picture): Picture {
  return { width, height, data };
}

function stillFacts({ width, height }: { width: number; height: number }): MediaFacts {
  return {
    duration: null,
    video: {
      width,
      height,
      fps: null,
      codec: 'mjpeg',
      pixelFormat: 'yuvj420p',
      rotation: 0,
      hasAlpha: false,
      startTime: 0,
      still: true,
    },
    audio: null,
  };
}
