import { createReadStream, existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { CATALOGUE } from './catalogue/index.js';

/** The pictures of the built-in templates, drawn by `node bin/previews.mjs`: docs/images/templates of this package. */
const FOLDER = join(packageFolder(), 'docs/images/templates');

/** Facts and bytes of a picture; undefined when the template is none of ours. */
export async function openPreview(id: string) {
  if (!CATALOGUE.some((one) => one.id === id)) return undefined;
  const path = join(FOLDER, `${id}.jpg`);
  const found = await stat(path).catch(() => undefined);
  if (!found) return undefined;
  const open = (range?: { start: number; end: number }) => Promise.resolve(createReadStream(path, range));
  return { sizeBytes: found.size, modifiedAt: found.mtime, open };
}

/** The same from the sources and from dist: the nearest folder above that holds a package.json. */
function packageFolder(): string {
  let folder = import.meta.dirname;
  while (!existsSync(join(folder, 'package.json')) && dirname(folder) !== folder) folder = dirname(folder);
  return folder;
}
