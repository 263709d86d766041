import type { Picture, PictureRole } from './document.types.js';

/** Most bytes of a picture, decoded. */
export const PICTURE_LIMITS: Record<PictureRole, number> = { thumbnail: 2 * 2 ** 20, sprite: 4 * 2 ** 20 };

/** Pictures that browsers show; SVG is left out, because it may hold scripts. */
export const EXTENSIONS: Record<string, string> = {
  'image/png': 'png',
  'image/jpeg': 'jpg',
  'image/webp': 'webp',
  'image/gif': 'gif',
};

const DATA_URL = /^data:[\w/+.-]*(?:;[\w=-]+)*;base64,/i;
const BASE64 = /^[A-Za-z0-9+/_-]+={0,2}$/;

/** The base64 text inside: clients send it bare or as a data URL. Undefined when it is none. */
export function base64Of(text: string): string | undefined {
  const plain = text.replace(DATA_URL, '').replace(/\s+/g, '');
  return BASE64.test(plain) ? plain : undefined;
}

/**
 * Whether an address is one that we gave out for a stored picture: a client that writes back what it has read must
 * not turn the picture into a link that expires.
 */
export function isOwnAddress(url: string, picture: Picture | undefined): boolean {
  return picture !== undefined && 'key' in picture && url.includes(picture.key);
}
