import type { AudioLayer, ImageLayer, VideoLayer } from '@farm/shared/scene';
import { member } from '../json.js';
import type { ElementInput } from '../translation.js';

const MEANT: Record<string, string> = { image: 'picture', video: 'video', audio: 'sound' };

/** The key of the layer's source; an empty one after an issue was reported, because the scene is then thrown away. */
function sourceKey({ reader, translation }: ElementInput, kind: string): string {
  const found = reader.setting('source');
  if (found) return translation.sources.add(found.value, reader.at(found.path)) ?? '';
  translation.problems.reject(
    reader.at(member(reader.place.path, 'src')),
    'SOURCE_REQUIRED',
    `needs a src: the URL of the ${MEANT[kind] ?? 'file'}, or the assetUrl of an uploaded asset.`,
  );
  return '';
}

export function imageElement(input: ElementInput): ImageLayer {
  return { ...input.base, kind: 'image', source: sourceKey(input, 'image') };
}

export function videoElement(input: ElementInput): VideoLayer {
  return { ...input.base, kind: 'video', source: sourceKey(input, 'video') };
}

export function audioElement(input: ElementInput): AudioLayer {
  return { ...input.base, kind: 'audio', source: sourceKey(input, 'audio') };
}
