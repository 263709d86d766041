import { createCanvas, loadImage } from '@napi-rs/canvas';
import { createPainter } from '../../agent/src/render/paint/index.js';
import { videoJsonToScene } from '../../coordinator/src/api/ilve/video-json/index.js';
import { CATALOGUE, compileTemplate, type Template } from '../../coordinator/src/templates/index.js';
import { resolveTimeline } from '../../shared/src/scene/index.js';
import { join } from 'node:path';
import { SAMPLES } from '../setup/samples.js';

jest.setTimeout(60_000);

const STILL = {
  width: 1200,
  height: 800,
  fps: null,
  codec: 'mjpeg',
  pixelFormat: 'yuvj420p',
  rotation: 0,
  hasAlpha: false,
  startTime: 0,
  still: true,
} as const;

/** One frame in the middle, at full size; every source is the same photograph. */
async function frameOf(template: Template, variables: object): Promise<Uint8ClampedArray> {
  const compiled = compileTemplate(template, variables);
  const translated = videoJsonToScene(compiled.ok ? compiled.document : {});
  if (!translated.ok) throw new Error(translated.issues.map(({ message }) => message).join('\n'));
  const { scene } = translated;
  const facts = Object.fromEntries(
    Object.keys(scene.sources).map((key) => [key, { duration: null, video: STILL, audio: null }]),
  );
  const photo = await loadImage(join(SAMPLES, 'photo.jpg'));
  const { layers, frames } = resolveTimeline(scene, facts);
  const { width, height, fps, backgroundColor: background } = scene;
  const noVideo = (): never => {
    throw new Error('No clip was given.');
  };
  const resources = { still: () => photo, videoFrame: noVideo };
  const ctx = createCanvas(width, height).getContext('2d');
  createPainter({ width, height, fps, layers, background, resources }).paint(Math.floor(frames / 2), ctx, {
    x: 0,
    y: 0,
    width,
    height,
  });
  return ctx.getImageData(0, 0, width, height).data;
}

/** Of 256 levels; a frame with words on it has both ends. */
function spread(data: Uint8ClampedArray): number {
  let [low, high] = [255, 0];
  for (let at = 0; at < data.length; at += 4 * 7) {
    const luma = Math.round(0.2126 * data[at]! + 0.7152 * data[at + 1]! + 0.0722 * data[at + 2]!);
    low = Math.min(low, luma);
    high = Math.max(high, luma);
  }
  return high - low;
}

const pictures = ({ variablesSchema }: Template): object =>
  Object.fromEntries(
    variablesSchema
      .filter(({ key, type }) => type === 'asset_url' && !/video|audio|music/i.test(key))
      .map(({ key }) => [key, 'https://media.example/photo.jpg']),
  );

describe.each(CATALOGUE.map((template) => [template.id, template] as const))('%s', (_, template) => {
  test('as it comes: a picture with contrast', async () => {
    expect(spread(await frameOf(template, {}))).toBeGreaterThan(120);
  });

  const given = pictures(template);
  if (Object.keys(given).length > 0)
    test('with pictures: another one', async () => {
      const [plain, filled] = [await frameOf(template, {}), await frameOf(template, given)];
      expect(Buffer.compare(Buffer.from(plain.buffer), Buffer.from(filled.buffer))).not.toBe(0);
      expect(spread(filled)).toBeGreaterThan(120);
    });
});
