import { isAbsolute, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isObject } from '@farm/shared/lang';

type Json = Record<string, unknown>;

/** A place of a document where a file of this machine is named. */
export interface LocalMedia {
  /** JSON path, e.g. `layers[2].children[0].src`. */
  where: string;
  /** Absolute path of the file. */
  file: string;
  kind: 'image' | 'video' | 'audio' | 'font';
}

const SOURCE_KEYS = ['src', 'source', 'url'];
const CHILD_KEYS = ['children', 'layers'];
const BAGS = ['settings', 'properties', 'style'];
const KINDS = ['image', 'video', 'audio', 'font'] as const;

/** `http:`, `data:`, `blob:` … but not the drive letter of `C:\`. */
const SCHEME = /^[a-z][a-z0-9+.-]+:/i;

function pathOf(text: string, folder: string): string | undefined {
  if (text.startsWith('file://')) return fileURLToPath(text);
  if (text === '' || SCHEME.test(text) || text.startsWith('//')) return undefined;
  return isAbsolute(text) ? text : resolve(folder, text);
}

/**
 * Copies a document with every media path replaced by what `replace` answers. Paths are strings in the source fields
 * of layers, in groups too; web addresses and data: URLs stay as they are. Relative paths start at `folder`.
 */
export function mapLocalMedia(
  document: unknown,
  folder: string,
  replace: (media: LocalMedia) => string,
): unknown {
  const bag = (value: Json, where: string, kind: LocalMedia['kind']): Json =>
    Object.fromEntries(
      Object.entries(value).map(([key, item]) => {
        const file = SOURCE_KEYS.includes(key) && typeof item === 'string' ? pathOf(item, folder) : undefined;
        return [key, file === undefined ? item : replace({ where: `${where}.${key}`, file, kind })];
      }),
    );

  const layer = (value: unknown, where: string, depth: number): unknown => {
    if (!isObject(value) || depth > 64) return value;
    const kind = KINDS.find((name) => name === value['type']);
    const copy = kind ? bag(value, where, kind) : { ...value };
    for (const key of BAGS) {
      const inner = copy[key];
      if (kind && isObject(inner)) copy[key] = bag(inner, `${where}.${key}`, kind);
    }
    return children(copy, where, depth);
  };

  const children = (value: Json, where: string, depth: number): Json => {
    const copy = { ...value };
    for (const key of CHILD_KEYS) {
      const list = copy[key];
      const prefix = where === '' ? key : `${where}.${key}`;
      if (Array.isArray(list)) copy[key] = list.map((item, i) => layer(item, `${prefix}[${i}]`, depth + 1));
    }
    return copy;
  };

  if (!isObject(document)) return document;
  const inner = document['videoJSON'];
  return isObject(inner)
    ? { ...document, videoJSON: children(inner, 'videoJSON', 0) }
    : children(document, '', 0);
}

/** Every file that a document names, in the document's order, without changing it. */
export function findLocalMedia(document: unknown, folder: string): LocalMedia[] {
  const found: LocalMedia[] = [];
  mapLocalMedia(document, folder, (media) => {
    found.push(media);
    return media.file;
  });
  return found;
}
