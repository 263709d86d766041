import { LIMITS } from '@farm/shared/scene';
import { isObject } from './json.js';

/** Objects visited at most, and how deep; the translation itself refuses what goes beyond. */
const MOST_OBJECTS = 50_000;
const DEEPEST = 3 * LIMITS.groupDepth + 8;
const LONGEST_URL = 8192;

/**
 * Every http(s) URL that the document names as a source, so that the workspace's own assets can be looked up with one
 * query before the (pure) translation. It may find too many; it is only a look ahead.
 */
export function sourceUrlsIn(document: unknown): string[] {
  const isUrl = (text: string): boolean => text.length <= LONGEST_URL && /^\s*https?:/i.test(text);
  return textsOf(document, new Set(['source', 'src', 'url']))
    .filter(isUrl)
    .map((text) => text.trim());
}

/** Whether a document names any font family. */
export function fontFamiliesIn(document: unknown): string[] {
  return textsOf(document, new Set(['fontFamily'])).filter((text) => text.length <= 200);
}

function textsOf(document: unknown, names: ReadonlySet<string>): string[] {
  const texts = new Set<string>();
  const open: { value: unknown; depth: number }[] = [{ value: document, depth: 0 }];
  for (let visited = 0; open.length > 0 && visited < MOST_OBJECTS; visited++) {
    const { value, depth } = open.pop() ?? { value: undefined, depth: 0 };
    if (depth > DEEPEST) continue;
    if (Array.isArray(value)) {
      for (const one of value.slice(0, MOST_OBJECTS))
        if (typeof one === 'object') open.push({ value: one, depth: depth + 1 });
    } else if (isObject(value))
      for (const [name, one] of Object.entries(value)) {
        if (typeof one === 'string' && names.has(name)) texts.add(one);
        else if (typeof one === 'object' && one !== null) open.push({ value: one, depth: depth + 1 });
      }
  }
  return [...texts];
}
