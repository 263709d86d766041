import type { Scene } from '@farm/shared/scene';
import type { PainterFactory } from './prepare.js';
import { RenderFailure } from './render-failure.js';

/** Readies Skia and the scene's fonts; loaded only when a scene has something to paint. */
export async function openPainters(scene: Scene, files: Record<string, string>): Promise<PainterFactory> {
  const [{ createPainter }, { fontStore }] = await Promise.all([
    import('./paint/index.js'),
    import('./font-store.js'),
  ]);
  for (const [family, key] of Object.entries(scene.fonts)) {
    if (fontStore().register(family, files[key] ?? '')) continue;
    const message = `The font ${family}: the file is no font that can be read; use a TTF, OTF or WOFF2 file`;
    throw new RenderFailure('source-undecodable', message);
  }
  return createPainter;
}
