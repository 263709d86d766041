import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import type { MediaFacts } from '@farm/shared/scene';
import { factsOfFont, factsOfMedia, inspectSources, type AssetFacts } from '../../media/index.js';
import { lookAtFont, makeThumbnail } from '../../render/index.js';
import { RenderFailure } from '../../render/render-failure.js';
import type { InspectContext, Step } from './step.js';

/** Measures the one input and makes a small picture of it. No picture is no failure; a file that is nothing is one. */
export const inspectStep: Step<InspectContext> = {
  name: 'inspect',
  phase: 'verifying',
  async run(context) {
    const path = context.files.file;
    if (path === undefined) throw new RenderFailure('internal', 'The file to look at was not fetched.');
    const facts = context.type === 'font' ? fontFacts(path) : await mediaFacts(context, path);
    context.facts = { ...facts, sha256: await hashOf(path) };
  },
};

async function mediaFacts(context: InspectContext, path: string): Promise<AssetFacts> {
  const { tools, signal, folder, type } = context;
  const { file } = await inspectSources({ file: { path, label: 'The asset' } }, tools, signal);
  if (!file) throw new RenderFailure('internal', 'The file was not looked at.');
  mustBe(type, file);
  const thumbnail = await makeThumbnail(path, file, folder, tools).catch(() => undefined);
  if (thumbnail !== undefined)
    context.made.push({
      role: 'thumbnail',
      path: thumbnail,
      fileName: 'thumbnail.jpg',
      contentType: 'image/jpeg',
    });
  return factsOfMedia(file);
}

function mustBe(type: InspectContext['type'], { video, audio }: MediaFacts): void {
  if (type === 'audio' && !audio)
    throw new RenderFailure('source-undecodable', 'The asset holds no sound; upload an audio file.');
  if (type !== 'audio' && !video)
    throw new RenderFailure(
      'source-undecodable',
      `The asset holds no picture; upload another file as ${type}.`,
    );
}

function fontFacts(path: string): AssetFacts {
  const font = lookAtFont(path);
  if (!font)
    throw new RenderFailure(
      'source-undecodable',
      'The asset is no font that can be read; upload a TTF, OTF, WOFF or WOFF2 file.',
    );
  return factsOfFont(font.family, font.faces);
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}
