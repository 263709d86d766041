import type { AssetType } from './asset.types.js';
import { sniffContent } from './sniff-content.policy.js';

/** Bytes that are looked at. */
export const SNIFFED_BYTES = 4096;

/** What the bytes are (undefined: nobody knows), or why they cannot be what was announced. */
export type ContentVerdict = { ok: true; contentType: string | undefined } | { ok: false; problem: string };

/** Containers that hold sound alone as well as pictures with sound; only ffprobe can tell which. */
const EITHER = new Set([
  'video/mp4',
  'video/webm',
  'video/quicktime',
  'video/x-ms-asf',
  'audio/ogg',
  'audio/mp4',
]);
/** Pictures that move. */
const MOVING = new Set(['image/gif', 'image/webp', 'image/avif']);
const NOUN: Record<AssetType, string> = {
  image: 'an image',
  video: 'a video',
  audio: 'an audio file',
  font: 'a font',
};

/**
 * May bytes that start like this be an asset of this type? Fonts have to be known ones; pictures, videos and sounds
 * come in so many formats that an unknown one is left to the agent, which inspects every file.
 */
export function judgeContent(type: AssetType, start: Uint8Array): ContentVerdict {
  const found = sniffContent(start);
  if (found) return serves(found, type) ? { ok: true, contentType: found } : refusal(type, found);
  if (isText(start)) return refusal(type, 'text');
  if (type === 'font') return refusal(type, 'of no format that is known');
  return { ok: true, contentType: undefined };
}

/** Can a file of this content type be an asset of this type? */
export function serves(found: string, type: AssetType): boolean {
  if (found.startsWith(`${type}/`)) return true;
  if (type === 'video') return EITHER.has(found) || MOVING.has(found);
  return type === 'audio' && EITHER.has(found);
}

function refusal(type: AssetType, found: string): ContentVerdict {
  const problem =
    `The file was announced as ${NOUN[type]}, but its content is ${found}; ` +
    'send another file, or ask for an upload URL with the right type.';
  return { ok: false, problem };
}

/** UTF-8 without control characters, or UTF-16 with its mark. An empty file is no text. */
export function isText(bytes: Uint8Array): boolean {
  if (bytes.length === 0) return false;
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)) return true;
  if (bytes.some((byte) => byte < 9 || (byte > 13 && byte < 27) || (byte > 27 && byte < 32))) return false;
  try {
    // The last character may be cut in two.
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
    return true;
  } catch {
    return false;
  }
}
