import { contentTypeOf, extensionOf } from '../storage/index.js';

const TYPES = ['image', 'video', 'audio', 'font'];
const LONGEST = 200;

/** The name that was asked for, else the last part of the URL's path, with an extension where the type tells one. */
export function assetNameOf(asked: unknown, url: string, contentType: string): string {
  const given = typeof asked === 'string' ? asked.trim() : '';
  const name = (given || lastPart(url) || 'file').slice(0, LONGEST);
  const extension = extensionOf(bare(contentType));
  return /\.[a-z0-9]{2,5}$/i.test(name) || extension === undefined ? name : `${name}.${extension}`;
}

/** image, video, audio or font: as asked, else by the content type, else by the extension; undefined: none of them. */
export function assetTypeOf(asked: unknown, contentType: string, name: string): string | undefined {
  if (typeof asked === 'string') return asked;
  return [bare(contentType), contentTypeOf(name)]
    .map((type) => type.split('/')[0] ?? '')
    .find((family) => TYPES.includes(family));
}

const bare = (contentType: string): string => (contentType.split(';', 1)[0] ?? '').trim().toLowerCase();

function lastPart(url: string): string {
  const path = URL.canParse(url) ? new URL(url).pathname : '';
  const last = path.split('/').filter(Boolean).pop() ?? '';
  try {
    return decodeURIComponent(last);
  } catch {
    return last;
  }
}
